// Scrolling while something is pulled beyond the part of the window in which words can be read.

import { clearPart } from "./caret.js";

// So far beyond the edge it scrolls a pixel a frame more, up to a line or so.
const SLOWLY = 4;
const MOST = 14;

/** Return how far to scroll in a frame with the finger at `y`: up is less than nothing. */
export function pacedAt(y, { above, below }) {
  const beyond = y < above ? y - above : Math.max(0, y - below);
  return Math.sign(beyond) * Math.min(MOST, Math.ceil(Math.abs(beyond) / SLOWLY));
}

/** Scroll as long as the finger is beyond an edge: `at(y)`, `stop()`; `onScroll()` after each step. */
export function startEdgeScroll(onScroll) {
  let frame = 0;
  let y = 0;
  function step() {
    frame = 0;
    const by = pacedAt(y, clearPart());
    const before = scrollY;
    if (by) scrollBy({ top: by, behavior: "instant" });
    if (scrollY === before) return;
    onScroll();
    frame = requestAnimationFrame(step);
  }
  return {
    at(next) {
      y = next;
      if (!frame) frame = requestAnimationFrame(step);
    },
    stop() {
      cancelAnimationFrame(frame);
      frame = 0;
    },
  };
}
