// The changes of one review that the server has not confirmed: what is on its way (`sent`, with the
// id by which the server knows it when it comes again), what came after (`waiting`), and against
// which version. Each function returns the next record.

import { isNothing, merged, sendable } from "./draft.js";

const NOTHING = { changes: {}, touched: [] };

export const begun = (version) => ({ version, sent: NOTHING, waiting: NOTHING });

export const unconfirmed = ({ sent, waiting }) => merged(sent.changes, waiting.changes);

export const isOnItsWay = ({ sent }) => !isNothing(sent.changes);

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

/**
 * Move what can be sent from waiting to sent, as the change set `id`.
 *
 * What is on its way goes first: it may have been stored, and only then is it known as the same. An
 * unfinished rating goes on waiting.
 */
export function departed(record, id) {
  if (isOnItsWay(record)) return record;
  const { changes, touched } = record.waiting;
  const { now, later } = sendable(changes);
  if (isNothing(now)) return record;
  const stays = (what) => Object.keys(later.ratings ?? {}).some((key) => what === `ratings.${key}`);
  return {
    ...record,
    sent: { id, changes: now, touched: touched.filter((what) => !stays(what)) },
    waiting: { changes: later, touched: touched.filter(stays) },
  };
}

export function confirmed(record, version) {
  return { ...record, version, sent: NOTHING };
}

/** Take back what was refused, under what came after. */
export function returned(record) {
  const { sent, waiting } = record;
  return {
    ...record,
    sent: NOTHING,
    waiting: { changes: unconfirmed(record), touched: union(sent.touched, waiting.touched) },
  };
}

/** Continue with these changes against this version. */
export function settledWith(record, version, changes) {
  const touched = isNothing(changes) ? [] : returned(record).waiting.touched;
  return { ...begun(version), waiting: { changes, touched } };
}
