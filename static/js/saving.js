// Drafts that save themselves: one request at a time, later changes merged into the next, and all
// that is not confirmed kept in this browser.

import { applied, draftFrom, isNothing, payloadOf } from "./draft.js";
import { newId } from "./ids.js";
import { reconciled } from "./reconciling.js";
import * as records from "./record.js";
import { refusedIn } from "./refusals.js";
import { meaningOf } from "./sending.js";

const PAUSE = 700;
const RETRY = [2000, 4000, 8000, 15000, 30000];
const QUIET = ["idle", "saved", "incomplete"];
// What was refused was not stored; of anything else only the answer may be missing.
const MAYBE_STORED = ["unreachable", "signed-out", "somebody-else"];

/**
 * Saves one review. `patch(body)` answers as `send` does, `onState({kind, count, ...})` hears what
 * is going on, `onConflict(draft, changes)` is to ask the reader and then call `choose`,
 * `onElsewhere()` hears that others have changed what is stored.
 */
export class Saver {
  #stored;
  #record;
  #left = [];
  #state = { kind: "idle" };
  #savedAt = null;
  #timer = 0;
  #busy = null;
  #failures = 0;

  constructor({ review, keeper, patch, onState, onConflict, onElsewhere }) {
    Object.assign(this, { keeper, patch, onState, onConflict, onElsewhere });
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
    const { kind, detail, refused } = this.#state;
    if (kind === "conflict") return;
    this.#tell(QUIET.includes(kind) ? "saving" : kind, { detail, refused });
    this.#flushIn(PAUSE);
  }

  /** Take over what this tab, and then each tab that is gone, could not save: one after another. */
  replay(own, left) {
    this.#left = [...(own ? [{ record: own, forget() {} }] : []), ...left];
    if (!this.#takeOver()) this.#flushIn(0);
  }

  /** Go on after a conflict with what the reader chose. */
  choose(changes) {
    this.#keep(records.settledWith(this.#record, this.#stored.version, changes));
    this.#tell("saving");
    this.onElsewhere();
    return this.flush();
  }

  /** Say whether everything is stored, and nothing on its way. */
  get isIdle() {
    const isOpen = this.#busy || this.#left.length || this.#state.kind === "conflict";
    return !isOpen && isNothing(records.unconfirmed(this.#record));
  }

  /** Go on from what was stored elsewhere meanwhile; only where nothing here is to be lost. */
  follow(draft) {
    if (!this.isIdle || draft.version <= this.#stored.version) return;
    this.#meet(draft);
    this.#tell(draft.state === "submitted" ? "submitted" : "saved");
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
      this.#keep(records.departed(this.#record, newId()));
      const { version, sent } = this.#record;
      if (isNothing(sent.changes)) {
        if (!isNothing(this.#record.waiting.changes)) return this.#tell("incomplete");
        if (!this.#left.length) return this.#tell("saved");
        if (this.#takeOver()) return this.#state.kind;
        continue;
      }
      if (!this.#failures) this.#tell("saving");
      const answer = await this.patch(payloadOf(sent.changes, version, sent.id), options);
      const meaning = meaningOf(answer);
      this.#failures = meaning === "unreachable" ? this.#failures + 1 : 0;
      if (meaning === "saved" && this.#accept(draftFrom(answer.data))) return this.#state.kind;
      if (meaning === "conflict" && this.#meet(draftFrom(answer.data.current))) return this.#state.kind;
      if (!["saved", "conflict"].includes(meaning)) return this.#giveUp(meaning, answer.data);
    }
  }

  /** Take the oldest of what is left; return whether the reader has to decide first. */
  #takeOver() {
    const next = this.#left.shift();
    if (!next) return false;
    this.#keep({ ...records.begun(next.record.version), ...next.record });
    next.forget();
    // Whether what was on its way has arrived, the server knows: it is asked by sending it again.
    return records.isOnItsWay(this.#record) ? false : this.#meet(this.#stored);
  }

  /** Go on from what is stored; where it was stored before, others may have written since. */
  #accept(draft) {
    const version = this.#record.version + 1;
    this.#keep(records.confirmed(this.#record, version));
    this.#savedAt = new Date();
    if (draft.version !== version) return this.#meet(draft);
    this.#stored = draft;
    return false;
  }

  #giveUp(meaning, data) {
    const refused = refusedIn(data, this.#record.sent.changes);
    if (!MAYBE_STORED.includes(meaning)) this.#keep(records.returned(this.#record));
    if (meaning === "unreachable") this.#flushIn(RETRY[Math.min(this.#failures, RETRY.length) - 1]);
    if (meaning === "refused" && this.#stored.state === "submitted") return this.#tell("submitted");
    return this.#tell(meaning, { detail: data.detail, refused });
  }

  /**
   * Go on from what the server holds, or ask the reader; return whether that is needed.
   *
   * Of a reading that was submitted elsewhere nothing can be chosen before it is opened again.
   */
  #meet(draft) {
    const found = reconciled(this.#record, draft);
    const isNew = draft.version !== this.#stored.version;
    this.#stored = draft;
    this.#keep(found.record);
    // A version above the first has been stored, if only just now.
    if (draft.version > 1) this.#savedAt ??= new Date();
    if (found.conflict && draft.state === "submitted") this.#tell("submitted");
    else if (found.conflict) {
      this.#tell("conflict");
      this.onConflict(draft, records.unconfirmed(this.#record));
    } else if (isNew) this.onElsewhere();
    return found.conflict;
  }

  #tell(kind, more = {}) {
    const left = this.#left.reduce((sum, { record }) => sum + records.countOf(record), 0);
    const count = records.countOf(this.#record) + left;
    this.#state = { kind, count, at: this.#savedAt, ...more };
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
