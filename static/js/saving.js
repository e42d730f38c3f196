// Drafts that save themselves: one request at a time, later changes merged into the next, and all
// that is not confirmed kept in this browser.

import { applied, draftFrom, isNothing, merged, payloadOf, reconciled, sendable } from "variorum/draft";
import { meaningOf } from "variorum/sending";

const PAUSE = 700;
const RETRY = [2000, 4000, 8000, 15000, 30000];

/**
 * Start saving; `review` is as the server told it, `onState({kind, ...})` hears what is going on.
 *
 * `change(changes, what)` takes changes in; `settle()` resolves once all is saved or cannot be.
 */
export function startSaving({ review, keeper, patch, onState, onConflict }) {
  let stored = draftFrom(review);
  let record = { version: stored.version, sent: null, waiting: {}, touched: [] };
  let state = { kind: "saved", at: null };
  let timer = 0;
  let busy = null;
  let failures = 0;

  const unsaved = () => merged(record.sent ?? {}, record.waiting);
  const isBlocked = () => state.kind === "conflict";

  function tell(kind, more = {}) {
    state = { kind, count: record.touched.length, ...more };
    onState(state);
  }

  function keep() {
    if (isNothing(unsaved())) keeper.clear();
    else if (!keeper.write(record)) tell("no-room");
  }

  function later(delay = PAUSE) {
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  }

  function flush(options) {
    clearTimeout(timer);
    if (!busy && !isBlocked()) busy = round(options).finally(() => (busy = null));
    return busy ?? Promise.resolve();
  }

  async function round(options) {
    for (;;) {
      const { now, later: rest } = sendable(record.waiting);
      if (isNothing(now)) return tell(isNothing(rest) ? "saved" : "incomplete", { at: state.at, rest });
      record = { ...record, sent: now, waiting: rest };
      const touched = record.touched;
      keep();
      if (!failures) tell("saving");
      const answer = await patch(payloadOf(now, record.version), options);
      if (!confirm(answer, touched)) return undefined;
    }
  }

  function confirm(answer, touched) {
    const meaning = meaningOf(answer);
    failures = meaning === "unreachable" ? failures + 1 : 0;
    if (meaning === "saved") {
      stored = draftFrom(answer.data);
      const rest = record.touched.filter((name) => !touched.includes(name) || name in (record.waiting.ratings ?? {}));
      record = { version: stored.version, sent: null, waiting: record.waiting, touched: rest };
      state = { kind: "saved", at: new Date() };
      keep();
      return true;
    }
    if (meaning === "conflict") return meet(draftFrom(answer.data.current));
    record = { ...record, waiting: unsaved(), sent: null };
    keep();
    tell(meaning, { detail: answer.data.detail });
    if (meaning === "unreachable") later(RETRY[Math.min(failures, RETRY.length) - 1]);
    return false;
  }

  /** The server has another version than ours: go on if it only holds what we sent, else ask. */
  function meet(current) {
    const { changes, conflict } = reconciled(record, current);
    stored = current;
    record = { ...record, waiting: changes, sent: null };
    if (conflict) {
      keep();
      tell("conflict");
      onConflict(stored, changes);
      return false;
    }
    record.version = current.version;
    if (isNothing(changes)) record.touched = [];
    state = { kind: "saved", at: new Date() };
    keep();
    return true;
  }

  return {
    draft: () => applied(stored, unsaved()),
    version: () => record.version,
    state: () => state,
    change(changes, what) {
      const touched = [...new Set([...record.touched, what])];
      record = { ...record, waiting: merged(record.waiting, changes), touched };
      keep();
      if (isBlocked()) return;
      if (state.kind === "saved" || state.kind === "incomplete") tell("saving");
      else tell(state.kind, state.detail ? { detail: state.detail } : {});
      later();
    },
    /** Take over what an earlier page, or a tab that is gone, could not save. */
    replay(kept) {
      record = { ...record, ...kept };
      if (meet(stored) && !isNothing(record.waiting)) later(0);
    },
    /** Go on after a conflict with what the reader chose. */
    choose(changes) {
      record = { version: stored.version, sent: null, waiting: changes, touched: record.touched };
      if (isNothing(changes)) record.touched = [];
      state = { kind: "saved", at: new Date() };
      keep();
      return flush();
    },
    async settle() {
      await busy;
      await flush();
      return state;
    },
    flush,
  };
}
