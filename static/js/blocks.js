// The blocks of the text, in stretches of which a browser lays out only those near the window.

import { firstWhere } from "./place.js";

// So much above and below the window counts as near, in parts of its height.
const NEAR = "60%";
// A browser watches each stretch in every frame, and lays out a whole one when it comes near.
const STRETCH = 3000;

/** Fill the root with a text in blocks, cut as the server cuts it: joined they are the text. */
export function fillWithBlocks(root, text) {
  root.replaceChildren();
  let room = 0;
  for (const words of text.match(/\n*[^\n]+\n*|\n+/g) ?? []) {
    if (room <= 0) {
      root.append(Object.assign(document.createElement("div"), { className: "stretch" }));
      room = STRETCH;
    }
    const block = Object.assign(document.createElement("div"), { className: "block" });
    block.setAttribute("role", "paragraph");
    block.textContent = words;
    root.lastChild.append(block);
    room -= words.length;
  }
}

/** Keeps track of the root's blocks: which are near, and how far down they are. */
export class Blocks {
  // Of each stretch the numbers of its first block and of the first after it.
  #within = new Map();
  #boxes = new Map();

  constructor(root, { onNear }) {
    this.root = root;
    this.stretches = [...root.children];
    this.elements = this.stretches.flatMap((stretch) => [...stretch.children]);
    this.starts = [];
    let unit = 0;
    for (const element of this.elements) {
      this.starts.push(unit);
      unit += element.textContent.length;
    }
    this.length = unit;
    let first = 0;
    for (const stretch of this.stretches) {
      const next = first + stretch.children.length;
      this.#within.set(stretch, { first, next });
      first = next;
    }
    this.near = new Set();
    this.#watch(onNear);
  }

  #watch(onNear) {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          const { first, next } = this.#within.get(target);
          for (let number = first; number < next; number += 1) {
            if (isIntersecting) this.near.add(number);
            else this.near.delete(number);
          }
        }
        onNear();
      },
      { rootMargin: `${NEAR} 0px` },
    );
    for (const stretch of this.stretches) observer.observe(stretch);
  }

  endOf(number) {
    return this.starts[number + 1] ?? this.length;
  }

  /** Return the number of the block that holds the character at `unit`. */
  holding(unit) {
    return Math.max(0, firstWhere(this.starts.length, (at) => this.starts[at] > unit) - 1);
  }

  /** Say how high stretches will be that were never laid out, so that the page hardly moves. */
  guessHeights() {
    const sample = this.elements.find((element) => element.textContent.length > 400);
    if (!sample || this.stretches.length < 2) return;
    const line = Number.parseFloat(getComputedStyle(sample).lineHeight);
    const lines = Math.round(sample.offsetHeight / line) - 1;
    const perLine = sample.textContent.length / Math.max(1, lines);
    const linesOf = ({ textContent: words }) => {
      const letters = words.trimEnd().length;
      return Math.ceil(letters / perLine) + Math.max(0, words.length - letters - 1);
    };
    for (const stretch of this.stretches) {
      const high = [...stretch.children].reduce((sum, block) => sum + linesOf(block), 0);
      stretch.style.containIntrinsicBlockSize = `auto ${Math.round(high * line)}px`;
    }
  }

  /** Return how far from the root's top a block begins; it is laid out where it was not. */
  topOf(number) {
    const block = this.elements[number];
    return this.#boxOf(block.parentElement).top + this.#boxOf(block).top;
  }

  /** Return about how far down the character at `unit` is, by the stretch that it is in. */
  about(unit) {
    const stretch = this.elements[this.holding(unit)].parentElement;
    const { first, next } = this.#within.get(stretch);
    const start = this.starts[first];
    const { top, height } = this.#boxOf(stretch);
    return top + (height * (unit - start)) / (this.endOf(next - 1) - start);
  }

  /** Return where a stretch stands in the root, or a block in its stretch, asked once. */
  #boxOf(element) {
    if (!this.#boxes.has(element)) {
      const { offsetTop, offsetHeight: height } = element;
      const isStretch = element.parentElement === this.root;
      const top = isStretch ? offsetTop - this.stretches[0].offsetTop : offsetTop;
      this.#boxes.set(element, { top, height });
    }
    return this.#boxes.get(element);
  }

  /** Forget where everything stands, after something has another height. */
  moved() {
    this.#boxes.clear();
  }
}
