// What can be undone and redone: steps of {what, from, to}, each the parts of a draft that a change
// touched, as they were and as they became. Of tags only those that differ are kept, so that a step
// does not depend on the others. Nothing here touches the page; each function returns what is next.

import { PLAIN, sameRating, tagId, UNANSWERED } from "./draft.js";

const STEPS = 200;
const SIZE = 400_000;

export const NONE = { past: [], future: [] };

const said = ({ motif, start, end, note }) => JSON.stringify([motif, start, end, note]);

/** Return those of the tags that the others have not, or have with another note. */
function unlike(tags, others) {
  const known = new Set(others.map(said));
  return tags.filter((tag) => !known.has(said(tag)));
}

/** Return the step that a change makes of a draft. */
export function stepOf(draft, changes, what) {
  const from = {};
  const to = {};
  for (const part of PLAIN.filter((one) => one in changes)) {
    from[part] = draft[part];
    to[part] = changes[part];
  }
  for (const [scale, rating] of Object.entries(changes.ratings ?? {})) {
    from.ratings = { ...from.ratings, [scale]: draft.ratings[scale] ?? UNANSWERED };
    to.ratings = { ...to.ratings, [scale]: rating };
  }
  if (changes.tags) {
    from.tags = unlike(draft.tags, changes.tags);
    to.tags = unlike(changes.tags, draft.tags);
  }
  return { what, from, to };
}

function isNoStep({ from, to }) {
  const plain = PLAIN.every((part) => from[part] === to[part]);
  const ratings = Object.keys(to.ratings ?? {});
  const same = ratings.every((scale) => sameRating(from.ratings[scale], to.ratings[scale]));
  return plain && same && !from.tags?.length && !to.tags?.length;
}

/** Add a step; words typed on in one field are one step, until the field is left. */
export function added(history, step, { typing = false } = {}) {
  const last = history.past.at(-1);
  const goesOn = typing && last?.typing && last.what === step.what;
  const next = goesOn
    ? { ...last, from: { ...step.from, ...last.from }, to: { ...last.to, ...step.to } }
    : { ...step, typing };
  next.size = JSON.stringify([next.from, next.to]).length;
  const before = goesOn ? history.past.slice(0, -1) : history.past;
  return limited({ past: isNoStep(next) ? before : [...before, next], future: [] });
}

/** End the step of the field that was typed in. */
export function ended(history) {
  const last = history.past.at(-1);
  if (!last?.typing) return history;
  return { ...history, past: [...history.past.slice(0, -1), { ...last, typing: false }] };
}

function limited({ past, future }) {
  let size = 0;
  const first = past.findLastIndex((step, at) => {
    size += step.size;
    return size > SIZE || past.length - at > STEPS;
  });
  return { past: past.slice(first + 1), future };
}

/** Return the changes that bring a draft's parts to `to`, where they are as `from` has them. */
export function changesTo(draft, to, from) {
  const changes = {};
  for (const part of PLAIN.filter((one) => one in to)) changes[part] = to[part];
  for (const [scale, rating] of Object.entries(to.ratings ?? {})) {
    const none = sameRating(rating, UNANSWERED);
    changes.ratings = { ...changes.ratings, [scale]: none ? { ...rating, clear: true } : rating };
  }
  if (to.tags) {
    const gone = new Set([...from.tags, ...to.tags].map(tagId));
    changes.tags = [...draft.tags.filter((tag) => !gone.has(tagId(tag))), ...to.tags];
  }
  return changes;
}

/** Say whether a draft has its parts as `is` says, and not as `other` does. */
function fits(draft, is, other) {
  const ratings = Object.entries(is.ratings ?? {});
  const there = new Map(draft.tags.map((tag) => [tagId(tag), said(tag)]));
  const kept = new Set((is.tags ?? []).map(tagId));
  return (
    PLAIN.every((part) => !(part in is) || draft[part] === is[part]) &&
    ratings.every(([scale, rating]) => sameRating(draft.ratings[scale], rating)) &&
    (is.tags ?? []).every((tag) => there.get(tagId(tag)) === said(tag)) &&
    (other.tags ?? []).every((tag) => kept.has(tagId(tag)) || !there.has(tagId(tag)))
  );
}

/** Take the last step back: `{history, changes, what}`, or null where there is none. */
export function undone({ past, future }, draft) {
  const step = past.at(-1);
  if (!step) return null;
  const history = { past: past.slice(0, -1), future: [...future, { ...step, typing: false }] };
  return { history, changes: changesTo(draft, step.from, step.to), step };
}

export function redone({ past, future }, draft) {
  const step = future.at(-1);
  if (!step) return null;
  const history = { past: [...past, step], future: future.slice(0, -1) };
  return { history, changes: changesTo(draft, step.to, step.from), step };
}

/** Keep the steps that lead to and from this draft; and say how many do not and are dropped. */
export function fitted(history, draft) {
  const past = leading(history.past, draft, ({ from, to }) => [to, from]);
  const future = leading(history.future, draft, ({ from, to }) => [from, to]);
  const dropped = history.past.length + history.future.length - past.length - future.length;
  return { history: { past, future }, dropped };
}

function leading(steps, draft, ends) {
  let at = draft;
  for (let number = steps.length - 1; number >= 0; number -= 1) {
    const [here, there] = ends(steps[number]);
    if (!fits(at, here, there)) return steps.slice(number + 1);
    const changes = changesTo(at, there, here);
    at = { ...at, ...changes, ratings: { ...at.ratings, ...changes.ratings } };
  }
  return steps;
}
