// What a draft holds, what was changed in it, and how the two meet. Nothing here touches the page.
//
// A draft is {version, state, ratings: {scale: {value, reason, rationale}}, tags, action, comment};
// changes have the same parts, of which those that were not changed are missing.

const WORDS = ["action", "comment"];
const EMPTY = { value: null, reason: "", rationale: "" };

export const tagId = (tag) => `${tag.motif}:${tag.start ?? ""}:${tag.end ?? ""}`;

/** Turn a review as the server tells it into a draft. */
export function draftFrom(review) {
  const { version, state, action, comment } = review;
  const ratings = Object.fromEntries(
    review.ratings.map(({ scale, value, reason, rationale }) => [scale, { value, reason, rationale }]),
  );
  const tags = review.tags.map(({ motif, start, end, note }) => ({ motif, start, end, note }));
  return { version, state, ratings, tags, action, comment };
}

/** Lay later changes over earlier ones: ratings merge by scale, tags are the whole list. */
export function merged(earlier, later) {
  const both = { ...earlier, ...later };
  if (earlier.ratings || later.ratings) both.ratings = { ...earlier.ratings, ...later.ratings };
  return both;
}

export const applied = (draft, changes) => merged(draft, changes);

/** A rating can be stored once it has a value or says why it has none. */
export function isWhole(rating) {
  return rating.value !== null || rating.reason.trim() !== "";
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

/** Return the body of the request that saves these changes. */
export function payloadOf(changes, version) {
  const body = { ...changes, version };
  if (changes.ratings) {
    body.ratings = Object.entries(changes.ratings).map(([scale, rating]) => ({ scale, ...rating }));
  }
  return body;
}

function asText(part, value) {
  if (part !== "tags") return JSON.stringify(value);
  return JSON.stringify(value.map((tag) => `${tagId(tag)} ${tag.note}`).sort());
}

/** Return the changed parts that differ from the draft: `[{part, scale?, mine, stored}]`. */
export function differences(draft, changes) {
  const rows = Object.entries(changes.ratings ?? {}).map(([scale, mine]) => {
    const { value, reason, rationale } = draft.ratings[scale] ?? EMPTY;
    return { part: "ratings", scale, mine, stored: { value, reason, rationale } };
  });
  for (const part of ["tags", ...WORDS]) {
    if (part in changes) rows.push({ part, mine: changes[part], stored: draft[part] });
  }
  return rows.filter((row) => asText(row.part, row.mine) !== asText(row.part, row.stored));
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
