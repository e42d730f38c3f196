// Lines of the text as they are set in the window. Asked of the characters themselves: what lies over
// a line does not matter, nor what stands before and after the text.

import { rangeOf } from "./place.js";

/** Return where the character at a unit stands; of one that is not drawn, where the one before does. */
function boxAt(root, unit) {
  for (const start of [unit, unit - 1]) {
    const rects = start < 0 ? [] : [...rangeOf(root, start, unit + 1).getClientRects()];
    const rect = rects.find(({ height }) => height);
    if (rect) return { x: (rect.left + rect.right) / 2, y: (rect.top + rect.bottom) / 2, height: rect.height };
  }
  return null;
}

/** Return the first unit, on from here or back, for which `isThere`; null where there is none. */
export function firstFrom(from, { forward, length, isThere }) {
  const last = forward ? length - 1 : 0;
  let near = from;
  let far = from;
  // Far away the text may not be laid out yet: from here in growing steps, and then between two.
  for (let step = 1; !isThere(far); step *= 2) {
    if (far === last) return null;
    near = far;
    far = forward ? Math.min(last, far + step) : Math.max(last, far - step);
  }
  while (Math.abs(far - near) > 1) {
    const middle = (near + far) >> 1;
    if (isThere(middle)) far = middle;
    else near = middle;
  }
  return far;
}

/** Return the unit nearest to this one on the line below or above; null where there is no line. */
export function acrossLines(root, unit, { forward, length }) {
  const from = Math.min(unit, length - 1);
  const boxes = new Map();
  const box = (at) => boxes.get(at) ?? boxes.set(at, boxAt(root, at)).get(at);
  const here = box(from);
  const isBeyond = (y, height) => (at) => {
    const there = box(at);
    return there !== null && (forward ? there.y - y : y - there.y) > height / 2;
  };
  const search = (start, isThere) => firstFrom(start, { forward, length, isThere });
  const first = here && search(from, isBeyond(here.y, here.height));
  if (first === null) return null;
  const { y, height } = box(first);
  const next = search(first, isBeyond(y, height)) ?? (forward ? length : -1);
  const away = (at) => Math.abs((box(at)?.x ?? Infinity) - here.x);
  let best = first;
  for (let at = first; at !== next; at += forward ? 1 : -1) if (away(at) < away(best)) best = at;
  return best;
}
