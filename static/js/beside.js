// Selecting beside the text. A browser takes what lies beside a line for what comes after the whole
// text, or before it, and would select as far as that.

import { clearPart } from "./caret.js";
import { pointAt, unitUnder } from "./place.js";

const between = (least, value, most) => Math.max(least, Math.min(value, most));

/** Return the offset in the line that a point beside the text is next to. */
export function unitBeside(root, x, y) {
  const box = root.getBoundingClientRect();
  const { above, below } = clearPart();
  if (y >= box.bottom) return root.textContent.length;
  if (y <= box.top) return 0;
  return unitUnder(root, between(box.left + 1, x, box.right - 1), between(above + 1, y, below - 1));
}

/** While the mouse selects, as `isSelecting()` says, keep what it selects to the line it is beside. */
export function keepToLines(root, isSelecting) {
  let beside = null;
  // What lies over the words makes way. A finger would find the ends of its word gone by `:active`.
  root.addEventListener("mousedown", () => root.toggleAttribute("data-selecting", isSelecting()));

  function keep() {
    const unit = beside && unitBeside(root, beside.x, beside.y);
    if (unit === null) return;
    const { node, offset } = pointAt(root, unit);
    document.getSelection().extend(node, offset);
  }

  document.addEventListener("mousemove", ({ clientX: x, clientY: y, target }) => {
    // Above and below the window the browser scrolls, and selects what comes into view.
    const isBeside = isSelecting() && !root.contains(target) && y >= 0 && y <= innerHeight;
    beside = isBeside ? { x, y } : null;
    // The browser selects after this, and paints after the frame's callbacks.
    if (beside) requestAnimationFrame(keep);
  });
  document.addEventListener("mouseup", () => {
    keep();
    beside = null;
    root.removeAttribute("data-selecting");
  });
}
