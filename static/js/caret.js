// Moving over the text by keys. A place is {anchor, head}, in UTF-16 units, as a drag has them.

import { acrossLines } from "./lines.js";
import { pointAt } from "./place.js";

/** Return which way an arrow goes in the order of the text, or null for another key. */
export function directionOf(key, { rightToLeft = false } = {}) {
  if (key === "ArrowRight") return rightToLeft ? "backward" : "forward";
  if (key === "ArrowLeft") return rightToLeft ? "forward" : "backward";
  return null;
}

function moved({ anchor }, found, { forward, extend }) {
  if (!found) return null;
  if (!extend) return { anchor: found.start, head: found.end };
  return { anchor, head: forward ? found.end : found.start };
}

/** Return the place a word on, or with `extend` a word longer; `step` finds the word. */
export function stepped(caret, { forward, extend, step }) {
  const { anchor, head } = caret;
  const edge = forward ? Math.max(anchor, head) : Math.min(anchor, head);
  return moved(caret, step(extend ? head : edge, forward), { forward, extend });
}

/** Return the first or the last word, or all from the anchor to it. */
export function edged(caret, { first, extend, words, length }) {
  const found = words.word(first ? 0 : length, first);
  return moved(caret, found, { forward: !first, extend });
}

/** Return the word above or below, or all from the anchor to it. */
export function lined(root, caret, { forward, extend, words }) {
  const { anchor, head } = caret;
  const { length } = words;
  const from = extend ? head : Math.min(anchor, head);
  const unit = acrossLines(root, from, { forward, length }) ?? (forward ? length : 0);
  return moved(caret, words.onLine(unit, forward), { forward, extend });
}

// What hangs below the words for a finger to pull at, which a bar must not hide.
const HANDLE = 46;
const coarse = matchMedia("(pointer:coarse)");

/** Return the part of the window in which words can be read: below the head, above a bar at the foot. */
export function clearPart() {
  const style = getComputedStyle(document.documentElement);
  const above = Number.parseFloat(style.scrollPaddingTop) || 0;
  const below = innerHeight - (Number.parseFloat(style.scrollPaddingBottom) || 0);
  const docked = [...document.querySelectorAll("[data-toolbar], [data-tagbar]")]
    .filter((bar) => getComputedStyle(bar).position === "fixed" && bar.offsetHeight)
    .map((bar) => bar.getBoundingClientRect().top - (coarse.matches ? HANDLE : 4));
  return { above, below: Math.min(below, ...docked) };
}

/** Scroll so that the words moved to stand clear of the bars above and below. */
export function keepInView(root, unit, { again = true } = {}) {
  const { node, offset } = pointAt(root, unit);
  const range = document.createRange();
  range.setStart(node, Math.max(0, offset - 1));
  range.setEnd(node, offset);
  const { top, bottom } = range.getBoundingClientRect();
  const { above, below } = clearPart();
  if (top < above) scrollBy(0, top - above);
  else if (bottom > below) scrollBy(0, bottom - below);
  // What was far away is laid out only now, and may be higher than was thought.
  if (again) requestAnimationFrame(() => keepInView(root, unit, { again: false }));
}
