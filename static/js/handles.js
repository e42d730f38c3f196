// Handles at both ends of the active tag, to be dragged. Keys and the tag's bar do the same.

import { clearPart } from "./caret.js";
import { isRightToLeft } from "./corners.js";
import { startEdgeScroll } from "./edge_scroll.js";
import { rangeOf, unitUnder } from "./place.js";
import { resized } from "./resizing.js";

/** Return where an end of the span stands: `{x, top, bottom, side}` in the window; null if nowhere. */
export function edgeOf(root, text, span, edge) {
  const unit = edge === "start" ? span.start : span.end - 1;
  const rects = [...rangeOf(root, unit, unit + 1).getClientRects()].filter(({ width }) => width);
  const rect = edge === "start" ? rects[0] : rects.at(-1);
  if (!rect) return null;
  const atLeft = (edge === "start") !== isRightToLeft(text[unit]);
  const side = atLeft ? "left" : "right";
  return { x: rect[side], top: rect.top, bottom: rect.bottom, side };
}

/**
 * Keep two handles at the ends of a span: `show(span|null)`, `placed()`.
 *
 * `onPreview(span|null)` and `onResize(span)` are to be set.
 */
export class Handles {
  #span = null;
  #drag = null;
  #scroll = startEdgeScroll(() => this.#follow());

  constructor({ root, text, words, layer }) {
    Object.assign(this, { root, text, words, layer, onPreview() {}, onResize() {} });
    this.both = ["start", "end"].map((edge) => this.#made(edge));
    layer.append(...this.both);
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.#cancel(), true);
  }

  /** Name the span; the handles go to its ends when they are placed. */
  show(span) {
    this.#span = span;
  }

  place() {
    this.placed()();
  }

  /** Ask where the handles go; return what puts them there. */
  placed() {
    const shown = this.#drag?.span ?? this.#span;
    if (!shown) return () => this.both.forEach((handle) => (handle.hidden = true));
    const frame = this.layer.getBoundingClientRect();
    const spots = this.both.map(({ dataset }) => edgeOf(this.root, this.text, shown, dataset.edge));
    return () =>
      this.both.forEach((handle, number) => {
        const at = spots[number];
        handle.hidden = !at;
        if (!at) return;
        handle.dataset.hangs = at.side;
        handle.style.left = `${at.x - frame.left}px`;
        handle.style.top = `${at.bottom - frame.top}px`;
      });
  }

  #made(edge) {
    const handle = document.createElement("span");
    handle.className = "handle";
    handle.dataset.edge = edge;
    handle.hidden = true;
    handle.addEventListener("pointerdown", (event) => this.#begin(event, edge));
    handle.addEventListener("pointermove", (event) => this.#move(event));
    handle.addEventListener("pointerup", () => this.#end());
    handle.addEventListener("pointercancel", () => this.#cancel());
    return handle;
  }

  #begin(event, edge) {
    const at = edgeOf(this.root, this.text, this.#span, edge);
    if (!at || event.button) return;
    event.preventDefault();
    event.target.setPointerCapture(event.pointerId);
    this.layer.classList.add("heads--dragging");
    // The finger is on the handle, the edge a little above it.
    const by = { x: at.x - event.clientX, y: (at.top + at.bottom) / 2 - event.clientY };
    this.#drag = { edge, by, span: this.#span };
  }

  #move({ clientX, clientY, altKey }) {
    if (!this.#drag) return;
    const { by } = this.#drag;
    this.#drag.at = { x: clientX + by.x, y: clientY + by.y, exact: altKey };
    this.#scroll.at(this.#drag.at.y);
    this.#follow();
  }

  /** Take the end to where the finger is: it has moved, or the text below it. */
  #follow() {
    const { edge, at } = this.#drag;
    // Below a bar at the foot nothing is seen: the last line above it is meant.
    const { above, below } = clearPart();
    const unit = unitUnder(this.root, at.x, Math.max(above, Math.min(at.y, below)));
    if (unit === null) return;
    const widen = at.exact ? this.words.exact : this.words.snapped;
    this.#drag.span = resized(this.#span, edge, unit, { widen });
    this.onPreview(this.#drag.span);
    this.place();
  }

  #end() {
    const span = this.#drag?.span;
    this.#cancel();
    const { start, end } = this.#span ?? {};
    if (span && (span.start !== start || span.end !== end)) this.onResize(span);
  }

  #cancel() {
    if (!this.#drag) return;
    this.#drag = null;
    this.#scroll.stop();
    this.layer.classList.remove("heads--dragging");
    this.onPreview(null);
    this.place();
  }
}
