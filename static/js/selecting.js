// Selecting words: by mouse and touch as the browser does it, by keys a word at a time, by a tap.

import { keepToLines } from "./beside.js";
import { directionOf, edged, keepInView, lined, stepped } from "./caret.js";
import { grown } from "./passages.js";
import { isUnder, select, selectedSpan, unitUnder } from "./place.js";

// Soon enough to be felt as at once; a selection changes more than once in an act.
const SOON = 8;

// A finger is broader than what it means.
const BROAD = 6;

/**
 * Follows what is selected in the root: `onPick(span|null, {by})`, `onClick(unit)`,
 * `onTap(unit, word|null, {twice})`, which tells the word that is under the finger.
 *
 * `by` is `key`, `drag`, `presses` (two or three of the mouse), `touch` (as the browser lets a finger
 * select) or `tap` (what the page selected for a finger, so that nobody has drawn handles to it).
 */
export class Selecting {
  #caret = { anchor: 0, head: 0 };
  #exact = false;
  #pressed = false;
  #by = "touch";
  #timer = 0;

  constructor({ root, words, onPick, onClick, onTap }) {
    Object.assign(this, { root, words, onPick, onClick, onTap });
    document.addEventListener("selectionchange", () => this.#soon());
    root.addEventListener("pointerdown", (event) => this.#press(event));
    document.addEventListener("pointerup", (event) => this.#release(event));
    document.addEventListener("pointercancel", () => (this.#pressed = false));
    keepToLines(root, () => this.#pressed && this.#by !== "tap");
    root.addEventListener("mousedown", ({ detail }) => this.#pressAgain(detail));
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

  /** Select a word that was tapped. */
  tap(word) {
    this.#take(word, { exact: true, by: "tap" });
  }

  /** Select as far as an end is pulled; the words are picked when the finger lets go. */
  pull({ start, end }) {
    this.#pressed = true;
    this.#by = "tap";
    select(this.root, start, end);
  }

  /** Take in the passage that `step` finds around what is selected or at the caret, or one more. */
  grow(step, { forward }) {
    const span = selectedSpan(this.root) ? this.#selected() : this.#besideCaret(forward);
    const found = grown(span, step, { forward });
    if (!found) return;
    const by = this.#by === "tap" ? "tap" : "key";
    this.#take(forward ? found : { start: found.end, end: found.start }, { exact: true, by });
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

  #take({ start: anchor, end: head }, { exact, by = "key" }) {
    this.#exact = exact;
    this.#by = by;
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

  #pressAgain(times) {
    if (times > 1 && this.#by === "drag") this.#by = "presses";
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

  #click({ clientX: x, clientY: y, detail }) {
    const isTap = this.#by === "touch";
    if (!isTap && selectedSpan(this.root)) return;
    const caret = unitUnder(this.root, x, y);
    if (caret === null) return;
    this.#caret = { anchor: caret, head: caret };
    // A caret stands after the letter whose latter half was pressed.
    const before = { start: Math.max(0, caret - 1), end: caret };
    const unit = caret && isUnder(this.root, before, { x, y }) ? before.start : caret;
    const word = isTap && this.#wordUnder(unit, { x, y, broad: BROAD });
    if (isTap) this.onTap(unit, word, { twice: detail > 1 });
    else this.onClick(unit);
  }

  /** Return the word a finger is on: between two of them it may be either, beside a line none. */
  #wordUnder(unit, point) {
    const near = [this.words.word(unit, true), this.words.word(unit, false)];
    return near.find((word) => word && isUnder(this.root, word, point)) ?? null;
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
