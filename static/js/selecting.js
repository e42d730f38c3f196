// Selecting words: by mouse and touch as the browser does it, by keys a word at a time.

import { directionOf, edged, keepInView, lined, stepped } from "variorum/caret";
import { select, selectedSpan, unitUnder } from "variorum/place";

/** Follows what is selected in the root: `onPick(span|null, {byKey})`, `onClick(unit)`. */
export class Selecting {
  #caret = { anchor: 0, head: 0 };
  #exact = false;
  #pressed = false;
  #timer = 0;

  constructor({ root, words, onPick, onClick }) {
    Object.assign(this, { root, words, onPick, onClick });
    document.addEventListener("selectionchange", () => this.#soon());
    root.addEventListener("pointerdown", (event) => this.#press(event));
    document.addEventListener("pointerup", (event) => this.#release(event));
    document.addEventListener("pointercancel", () => (this.#pressed = false));
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

  #press(event) {
    this.#pressed = event.pointerType === "mouse";
    this.#exact = event.altKey;
  }

  #release(event) {
    if (!this.#pressed) return;
    this.#pressed = false;
    this.#exact = event.altKey;
    this.#soon();
  }

  #soon() {
    clearTimeout(this.#timer);
    if (!this.#pressed) this.#timer = setTimeout(() => this.#pick(), 120);
  }

  #pick({ byKey = false } = {}) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const span = selectedSpan(this.root);
    if (!span) return this.onPick(null, { byKey });
    const { start, end } = span;
    const { anchor, head } = this.#caret;
    // What was selected by keys keeps its direction, which a span does not tell.
    const isKnown = start === Math.min(anchor, head) && end === Math.max(anchor, head);
    if (!isKnown) this.#caret = { anchor: start, head: end };
    const widen = this.#exact ? this.words.exact : this.words.snapped;
    return this.onPick(widen(start, end), { byKey });
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
    if (!next) return;
    this.#exact = exact;
    this.#caret = next;
    select(this.root, next.anchor, next.head);
    keepInView(this.root, next.head);
    this.#pick({ byKey: true });
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
    const length = root.textContent.length;
    return edged(this.#caret, { first: key === "Home", extend, words, length });
  }
}
