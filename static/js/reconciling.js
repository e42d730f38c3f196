// What becomes of changes the server has not confirmed, once it tells its own version.

import { says } from "variorum/draft";
import { settledWith, unconfirmed } from "variorum/record";

/**
 * Return `{record, conflict}`: how to go on from the draft that the server holds.
 *
 * The same version: send all. One of the attempts is there, a version on: only its answer was
 * lost, and all is sent on top of it. Anything else: the review was changed elsewhere, and the
 * reader decides.
 */
export function reconciled(record, draft) {
  const all = unconfirmed(record);
  const { version } = draft;
  if (says(draft, all)) return { record: settledWith(record, version, {}), conflict: false };
  const landed = record.version + 1 === version && record.attempts.some((one) => says(draft, one));
  if (record.version === version || landed) {
    return { record: settledWith(record, version, all), conflict: false };
  }
  return { record: settledWith(record, record.version, all), conflict: true };
}
