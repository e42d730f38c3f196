// Lists of tags with one more, one less, or one that is another; a tag is in a list once.

import { inOrder, tagId } from "./draft.js";

/** Return the tags with one more, and whether it is new. */
export function withTag(tags, tag) {
  const isThere = tags.some((other) => tagId(other) === tagId(tag));
  return isThere ? { tags, isNew: false } : { tags: [...tags, tag], isNew: true };
}

/** Return the tags with one of them altered and the name it then has; null where that is taken. */
export function withAltered(tags, id, fields) {
  const tag = tags.find((other) => tagId(other) === id);
  const altered = tag && { ...tag, ...fields };
  if (!tag || tags.some((other) => tagId(other) === tagId(altered))) return null;
  return { tags: tags.map((other) => (other === tag ? altered : other)), id: tagId(altered) };
}

/** Return the tag after the one named, in the order of the text, or before it. */
export function neighbourOf(tags, id, { forward }) {
  const placed = inOrder(tags);
  const at = placed.findIndex((tag) => tagId(tag) === id);
  if (at < 0) return (forward ? placed[0] : placed.at(-1)) ?? null;
  return placed[at + (forward ? 1 : -1)] ?? null;
}
