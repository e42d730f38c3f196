// What a draft holds, what was changed in it, and how the two meet. Nothing here touches the page.
//
// A draft is {version, state, ratings: {scale: {value, reason, rationale}}, tags, comment, forecast,
// action, action_who, action_what, action_when}; changes have the same parts, of which those that
// were not changed are missing. A rating may say `clear`, the answer was taken back, or `cannot`,
// "cannot say" was chosen and its reason is still to come.

export const WORDS = ["action_who", "action_what", "action_when", "action", "comment"];
export const PLAIN = [...WORDS, "forecast"];
export const UNANSWERED = { value: null, reason: "", rationale: "" };

export const tagId = (tag) => `${tag.motif}:${tag.start ?? ""}:${tag.end ?? ""}`;

/** Turn a review as the server tells it into a draft. */
export function draftFrom(review) {
  const { version, state, forecast } = review;
  const ratings = Object.fromEntries(
    review.ratings.map(({ scale, value, reason, rationale }) => [scale, { value, reason, rationale }]),
  );
  const tags = review.tags.map(({ motif, start, end, note, suggestion }) =>
    suggestion ? { motif, start, end, note, suggestion } : { motif, start, end, note },
  );
  const words = Object.fromEntries(WORDS.map((part) => [part, review[part] ?? ""]));
  return { version, state, ratings, tags, ...words, forecast: forecast?.probability ?? null };
}

/** Lay later changes over earlier ones: ratings merge by scale, tags are the whole list. */
export function merged(earlier, later) {
  const both = { ...earlier, ...later };
  if (earlier.ratings || later.ratings) both.ratings = { ...earlier.ratings, ...later.ratings };
  return both;
}

export const applied = (draft, changes) => merged(draft, changes);

/** A rating can be stored once it has a value or says why it has none, and so can its clearing. */
export function isWhole(rating) {
  return rating.value !== null || rating.reason.trim() !== "" || Boolean(rating.clear);
}

/** Split changes into what can be sent and what waits for the reader to finish it. */
export function sendable(changes) {
  const now = { ...changes };
  delete now.ratings;
  const rows = Object.entries(changes.ratings ?? {});
  const whole = rows.filter(([, rating]) => isWhole(rating));
  const rest = rows.filter(([, rating]) => !isWhole(rating));
  if (whole.length) now.ratings = Object.fromEntries(whole);
  return { now, later: rest.length ? { ratings: Object.fromEntries(rest) } : {} };
}

export const isNothing = (changes) => Object.keys(changes).length === 0;

/** Return the body of the request that saves these changes, with the client's own id of it. */
export function payloadOf(changes, version, client) {
  const body = { ...changes, version, client };
  if (changes.ratings) {
    body.ratings = Object.entries(changes.ratings).map(
      ([scale, { value, reason, rationale, clear = false }]) =>
        clear ? { scale, value: null, clear } : { scale, value, reason, rationale },
    );
  }
  return body;
}

export function sameRating(one = UNANSWERED, other = UNANSWERED) {
  const asked = ({ value, reason, rationale, cannot }) =>
    JSON.stringify([value, reason, rationale, value === null && Boolean(cannot || reason)]);
  return asked(one) === asked(other);
}

const tagsAsText = (tags) => JSON.stringify(tags.map((tag) => `${tagId(tag)} ${tag.note}`).sort());

function isSame({ part, mine, stored }) {
  if (part === "ratings") return sameRating(mine, stored);
  return part === "tags" ? tagsAsText(mine) === tagsAsText(stored) : mine === stored;
}

/** Return the changed parts that differ from the draft: `[{part, scale?, mine, stored}]`. */
export function differences(draft, changes) {
  const rows = Object.entries(changes.ratings ?? {}).map(([scale, mine]) => ({
    part: "ratings",
    scale,
    mine,
    stored: draft.ratings[scale] ?? UNANSWERED,
  }));
  for (const part of ["tags", ...PLAIN]) {
    if (part in changes) rows.push({ part, mine: changes[part], stored: draft[part] });
  }
  return rows.filter((row) => !isSame(row));
}

export const says = (draft, changes) => differences(draft, changes).length === 0;

/** Return both lists of tags in one; of one tag with two notes, both notes. */
export function bothTags(mine, stored) {
  const found = new Map(stored.map((tag) => [tagId(tag), tag]));
  for (const tag of mine) {
    const other = found.get(tagId(tag));
    const notes = [...new Set([other?.note, tag.note].filter(Boolean))];
    found.set(tagId(tag), { ...other, ...tag, note: notes.join("\n") });
  }
  return [...found.values()];
}

/** Order tags as they are read: those of the whole text, then by where they begin, longest first. */
export function inOrder(tags) {
  return [...tags].sort(
    (a, b) => (a.start ?? -1) - (b.start ?? -1) || (b.end ?? 0) - (a.end ?? 0),
  );
}
