// What becomes of changes the server has not confirmed, once it tells its own version.

import { isNothing, says } from "variorum/draft";
import { settledWith, unconfirmed } from "variorum/record";

/**
 * Return `{record, conflict}`: how to go on from the draft that the server holds.
 *
 * The same version: send all again. What was sent is there already: only its answer was lost, and
 * the rest is to be sent. Anything else: the review was changed elsewhere, and the reader decides.
 */
export function reconciled(record, draft) {
  const all = unconfirmed(record);
  const { sent, waiting } = record;
  if (says(draft, all)) {
    return { record: settledWith(record, draft.version, {}), conflict: false };
  }
  if (record.version === draft.version) {
    return { record: settledWith(record, draft.version, all), conflict: false };
  }
  const landed = record.version + 1 === draft.version && !isNothing(sent.changes);
  if (landed && says(draft, sent.changes)) {
    return { record: settledWith(record, draft.version, waiting.changes), conflict: false };
  }
  return { record: settledWith(record, record.version, all), conflict: true };
}
