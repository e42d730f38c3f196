// The changes of one review that the server has not confirmed: what is on its way (`sent`), what
// came after (`waiting`), against which version, and what was tried against it without an answer
// (`attempts`), which may have been stored all the same. Each function returns the next record.

import { isNothing, merged, sendable } from "variorum/draft";

const NOTHING = { changes: {}, touched: [] };
const REMEMBERED = 20;

export const begun = (version) => ({
  version,
  sent: NOTHING,
  waiting: NOTHING,
  attempts: [],
});

export const unconfirmed = ({ sent, waiting }) => merged(sent.changes, waiting.changes);

const union = (...lists) => [...new Set(lists.flat())];

/** Count what the reader did that is not saved; typing on in one field is one change. */
export const countOf = ({ sent, waiting }) => union(sent.touched, waiting.touched).length;

export function changed(record, changes, what) {
  const { waiting } = record;
  return {
    ...record,
    waiting: {
      changes: merged(waiting.changes, changes),
      touched: union(waiting.touched, [what]),
    },
  };
}

/** Move what can be sent from waiting to sent; an unfinished rating goes on waiting. */
export function departed(record) {
  const { changes, touched } = record.waiting;
  const { now, later } = sendable(changes);
  if (isNothing(now)) return record;
  const stays = (what) => Object.keys(later.ratings ?? {}).some((key) => what === `ratings.${key}`);
  return {
    ...record,
    attempts: [...record.attempts, now].slice(-REMEMBERED),
    sent: { changes: now, touched: touched.filter((what) => !stays(what)) },
    waiting: { changes: later, touched: touched.filter(stays) },
  };
}

export function confirmed(record, version) {
  return { ...record, version, sent: NOTHING, attempts: [] };
}

/** Take back what was on its way, under what came after. */
export function returned(record) {
  const { sent, waiting } = record;
  return {
    ...record,
    sent: NOTHING,
    waiting: { changes: unconfirmed(record), touched: union(sent.touched, waiting.touched) },
  };
}

/** Put later records over earlier ones, as where a tab is gone; the oldest version is kept. */
export function joined(records) {
  return records.map(returned).reduce((earlier, later) => ({
    version: Math.min(earlier.version, later.version),
    attempts: [...earlier.attempts, ...later.attempts],
    sent: NOTHING,
    waiting: {
      changes: merged(earlier.waiting.changes, later.waiting.changes),
      touched: union(earlier.waiting.touched, later.waiting.touched),
    },
  }));
}

/** Continue with these changes against this version. */
export function settledWith(record, version, changes) {
  const touched = isNothing(changes) ? [] : returned(record).waiting.touched;
  return { ...begun(version), waiting: { changes, touched } };
}
