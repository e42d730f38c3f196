// The blocks of the text, of which a browser lays out only those near the window.

import { firstWhere } from "variorum/place";

// So much above and below the window counts as near, in parts of its height.
const NEAR = "60%";

/** Fill the root with a text in blocks, cut as the server cuts it: joined they are the text. */
export function fillWithBlocks(root, text) {
  const blocks = (text.match(/\n*[^\n]+\n*|\n+/g) ?? []).map((words) => {
    const block = Object.assign(document.createElement("div"), { className: "block" });
    block.setAttribute("role", "paragraph");
    block.textContent = words;
    return block;
  });
  root.replaceChildren(...blocks);
}

/** Keeps track of the root's blocks: which are near, and where they stand from the root's top. */
export class Blocks {
  #tops = new Map();

  constructor(root, { onNear }) {
    this.root = root;
    this.elements = [...root.children];
    this.starts = [];
    let unit = 0;
    for (const element of this.elements) {
      this.starts.push(unit);
      unit += element.textContent.length;
    }
    this.length = unit;
    this.near = new Set();
    const numbers = new Map(this.elements.map((element, number) => [element, number]));
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) this.near.add(numbers.get(target));
          else this.near.delete(numbers.get(target));
        }
        onNear();
      },
      { rootMargin: `${NEAR} 0px` },
    );
    for (const element of this.elements) observer.observe(element);
  }

  endOf(number) {
    return this.starts[number + 1] ?? this.length;
  }

  /** Return the number of the block that holds the character at `unit`. */
  holding(unit) {
    return Math.max(0, firstWhere(this.starts.length, (at) => this.starts[at] > unit) - 1);
  }

  /** Say how high blocks will be that were never laid out, so that the page hardly moves. */
  guessHeights() {
    const sample = this.elements.find((element) => element.textContent.length > 400);
    if (!sample || this.elements.length < 20) return;
    const line = Number.parseFloat(getComputedStyle(sample).lineHeight);
    const lines = Math.round(sample.offsetHeight / line) - 1;
    const perLine = sample.textContent.length / Math.max(1, lines);
    this.elements.forEach((element, number) => {
      const blank = element.textContent.length - element.textContent.trimEnd().length;
      const letters = this.endOf(number) - this.starts[number] - blank;
      const high = Math.ceil(letters / perLine) + Math.max(0, blank - 1);
      element.style.containIntrinsicBlockSize = `auto ${Math.round(high * line)}px`;
    });
  }

  /** Return where a block begins and how high it is, from the root's top. */
  boxOf(number) {
    if (!this.#tops.has(number)) {
      const { offsetTop: top, offsetHeight: height } = this.elements[number];
      this.#tops.set(number, { top: top - this.elements[0].offsetTop, height });
    }
    return this.#tops.get(number);
  }

  /** Forget where the blocks stand, after one of them has another height. */
  moved() {
    this.#tops.clear();
  }
}
