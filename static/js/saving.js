// Drafts that save themselves: one request at a time, later changes merged into the next, and all
// that is not confirmed kept in this browser.

import { applied, draftFrom, isNothing, payloadOf } from "variorum/draft";
import { reconciled } from "variorum/reconciling";
import * as records from "variorum/record";
import { meaningOf } from "variorum/sending";

const PAUSE = 700;
const RETRY = [2000, 4000, 8000, 15000, 30000];
const QUIET = ["idle", "saved", "incomplete"];

/**
 * Saves one review. `patch(body)` answers as `send` does, `onState({kind, count, ...})` hears what
 * is going on, `onConflict(draft, changes)` is to ask the reader and then call `choose`.
 */
export class Saver {
  #stored;
  #record;
  #state = { kind: "idle" };
  #savedAt = null;
  #timer = 0;
  #busy = null;
  #failures = 0;

  constructor({ review, keeper, patch, onState, onConflict }) {
    Object.assign(this, { keeper, patch, onState, onConflict });
    this.#stored = draftFrom(review);
    this.#savedAt = review.saved_at ? new Date(review.saved_at) : null;
    this.#record = records.begun(this.#stored.version);
  }

  get state() {
    return this.#state;
  }

  get version() {
    return this.#record.version;
  }

  draft() {
    return applied(this.#stored, records.unconfirmed(this.#record));
  }

  /** Take in a change; `what` names the field, so that typing on in it is one change. */
  change(changes, what) {
    this.#keep(records.changed(this.#record, changes, what));
    const { kind, detail } = this.#state;
    if (kind === "conflict") return;
    this.#tell(QUIET.includes(kind) ? "saving" : kind, { detail });
    this.#flushIn(PAUSE);
  }

  /** Take over what an earlier page, or a tab that is gone, could not save. */
  replay(left) {
    this.#record = left.length > 1 ? records.joined(left) : left[0];
    if (!this.#meet(this.#stored)) this.#flushIn(0);
  }

  /** Go on after a conflict with what the reader chose. */
  choose(changes) {
    this.#keep(records.settledWith(this.#record, this.#stored.version, changes));
    this.#tell("saving");
    return this.flush();
  }

  /** Save now; resolves to the state it came to. */
  flush(options) {
    clearTimeout(this.#timer);
    if (this.#state.kind === "conflict") return Promise.resolve("conflict");
    this.#busy ??= this.#saveAll(options).finally(() => (this.#busy = null));
    return this.#busy;
  }

  async #saveAll(options) {
    for (;;) {
      this.#keep(records.departed(this.#record));
      const { changes } = this.#record.sent;
      if (isNothing(changes)) {
        return this.#tell(isNothing(this.#record.waiting.changes) ? "saved" : "incomplete");
      }
      if (!this.#failures) this.#tell("saving");
      const answer = await this.patch(payloadOf(changes, this.#record.version), options);
      const meaning = meaningOf(answer);
      this.#failures = meaning === "unreachable" ? this.#failures + 1 : 0;
      if (meaning === "saved") this.#accept(draftFrom(answer.data));
      else if (meaning !== "conflict") return this.#giveUp(meaning, answer.data.detail);
      else if (this.#meet(draftFrom(answer.data.current))) return "conflict";
    }
  }

  #accept(draft) {
    this.#stored = draft;
    this.#savedAt = new Date();
    this.#keep(records.confirmed(this.#record, draft.version));
  }

  #giveUp(meaning, detail) {
    this.#keep(records.returned(this.#record));
    if (meaning === "unreachable") this.#flushIn(RETRY[Math.min(this.#failures, RETRY.length) - 1]);
    return this.#tell(meaning, { detail });
  }

  /** Go on from what the server holds, or ask the reader; return whether that is needed. */
  #meet(draft) {
    const found = reconciled(this.#record, draft);
    this.#stored = draft;
    this.#keep(found.record);
    // A version above the first has been stored, if only just now.
    if (draft.version > 1) this.#savedAt ??= new Date();
    if (!found.conflict) return false;
    this.#tell("conflict");
    this.onConflict(draft, records.unconfirmed(this.#record));
    return true;
  }

  #tell(kind, more = {}) {
    this.#state = { kind, count: records.countOf(this.#record), at: this.#savedAt, ...more };
    this.onState(this.#state);
    return kind;
  }

  #keep(record) {
    this.#record = record;
    if (isNothing(records.unconfirmed(record))) this.keeper.clear();
    else if (!this.keeper.write(record)) this.#tell("no-room");
  }

  #flushIn(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.flush(), delay);
  }
}
