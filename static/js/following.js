// A page that has stood open while the review was written elsewhere shows what is stored when the
// reader comes back to it: else the first change would be one against an old version.

import { draftFrom } from "./draft.js";
import { send } from "./sending.js";

/** Ask how the review is stored, where nothing here waits to be saved; what it tells is shown. */
export async function follow(saver, url) {
  if (!saver.isIdle) return;
  const answer = await send("GET", url);
  if (answer.ok) saver.follow(draftFrom(answer.data));
}
