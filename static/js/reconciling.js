// What becomes of changes the server has not confirmed, once it tells its own version.

import { says } from "./draft.js";
import { settledWith, unconfirmed } from "./record.js";

/**
 * Return `{record, conflict}`: how to go on from the draft that the server holds.
 *
 * It says what we say: nothing is left to send. The same version: go on. Anything else: the review
 * was changed elsewhere, and the reader decides.
 */
export function reconciled(record, draft) {
  const all = unconfirmed(record);
  const { version } = draft;
  if (says(draft, all)) return { record: settledWith(record, version, {}), conflict: false };
  if (record.version === version) return { record, conflict: false };
  return { record: settledWith(record, record.version, all), conflict: true };
}
