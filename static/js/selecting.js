// Selecting words: by mouse and touch as the browser does it, by keys a word at a time.

import { directionOf, edged, keepInView, lined, stepped } from "./caret.js";
import { grown } from "./passages.js";
import { select, selectedSpan, unitUnder } from "./place.js";

// Soon enough to be felt as at once; a selection changes more than once in an act.
const SOON = 8;

/**
 * Follows what is selected in the root: `onPick(span|null, {by})`, `onClick(unit)`.
 *
 * `by` is `key`, `drag`, `presses` (two or three of the mouse) or `touch`.
 */
export class Selecting {
  #caret = { anchor: 0, head: 0 };
  #exact = false;
  #pressed = false;
  #by = "touch";
  #timer = 0;

  constructor({ root, words, onPick, onClick }) {
    Object.assign(this, { root, words, onPick, onClick });
    document.addEventListener("selectionchange", () => this.#soon());
    root.addEventListener("pointerdown", (event) => this.#press(event));
    document.addEventListener("pointerup", (event) => this.#release(event));
    document.addEventListener("pointercancel", () => (this.#pressed = false));
    root.addEventListener("mousedown", ({ detail }) => detail > 1 && (this.#by = "presses"));
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("keydown", (event) => this.#key(event));
  }

  /** Pick at once what was selected a moment ago, as before a key that tags it. */
  settle() {
    if (this.#timer) this.#pick();
  }

  clear() {
    document.getSelection().removeAllRanges();
  }

  /** Take in the passage that `step` finds around what is selected or at the caret, or one more. */
  grow(step, { forward }) {
    const span = selectedSpan(this.root) ? this.#selected() : this.#besideCaret(forward);
    const found = grown(span, step, { forward });
    if (!found) return;
    this.#take(forward ? found : { start: found.end, end: found.start }, { exact: true });
  }

  #selected() {
    const { anchor, head } = this.#caret;
    return { start: Math.min(anchor, head), end: Math.max(anchor, head) };
  }

  /** What was tagged a moment ago is no longer selected: go on from its end. */
  #besideCaret(forward) {
    const { head } = this.#caret;
    const start = forward ? head : Math.max(0, head - 1);
    return { start, end: start + 1 };
  }

  #take({ start: anchor, end: head }, { exact }) {
    this.#exact = exact;
    this.#by = "key";
    this.#caret = { anchor, head };
    select(this.root, anchor, head);
    keepInView(this.root, head);
    this.#pick();
  }

  #press(event) {
    const isMouse = event.pointerType === "mouse";
    this.#pressed = isMouse;
    this.#by = isMouse ? "drag" : "touch";
    this.#exact = event.altKey;
  }

  #release(event) {
    if (!this.#pressed) return;
    this.#pressed = false;
    this.#exact = event.altKey;
    this.#soon();
  }

  #soon() {
    if (!this.#pressed && !this.#timer) this.#timer = setTimeout(() => this.#pick(), SOON);
  }

  #pick() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const by = this.#by;
    const span = selectedSpan(this.root);
    if (!span) return this.onPick(null, { by });
    const { start, end } = span;
    const { anchor, head } = this.#caret;
    // What was selected by keys keeps its direction, which a span does not tell.
    const isKnown = start === Math.min(anchor, head) && end === Math.max(anchor, head);
    if (!isKnown) this.#caret = { anchor: start, head: end };
    const widen = this.#exact ? this.words.exact : this.words.snapped;
    return this.onPick(widen(start, end), { by });
  }

  #click(event) {
    if (selectedSpan(this.root)) return;
    const unit = unitUnder(this.root, event.clientX, event.clientY);
    if (unit === null) return;
    this.#caret = { anchor: unit, head: unit };
    this.onClick(unit);
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.target !== this.root) return;
    const exact = event.altKey && event.shiftKey;
    const next = this.#nextFor(event, exact);
    if (next === undefined) return;
    event.preventDefault();
    if (next) this.#take({ start: next.anchor, end: next.head }, { exact });
  }

  /** Return where the key leads: null where there is no further, undefined for another key. */
  #nextFor({ key, shiftKey: extend }, exact) {
    const { root, words } = this;
    const rightToLeft = getComputedStyle(root).direction === "rtl";
    const way = directionOf(key, { rightToLeft });
    if (way) {
      const step = exact ? words.mark : words.word;
      return stepped(this.#caret, { forward: way === "forward", extend, step });
    }
    if (key === "ArrowUp" || key === "ArrowDown") {
      return lined(root, this.#caret, { forward: key === "ArrowDown", extend, words });
    }
    if (key !== "Home" && key !== "End") return undefined;
    const { length } = this.words;
    return edged(this.#caret, { first: key === "Home", extend, words, length });
  }
}
