// Where sigla, numbers and notes stand: beside the lines of the text, however these may break.

import { Blocks } from "./blocks.js";
import { cornersOf } from "./corners.js";
import { Handles } from "./handles.js";
import { laidOut } from "./margin.js";
import { startNumbers } from "./numbers.js";
import { startPainting } from "./painting.js";
import { wordsOf } from "./words.js";

/** Put things where they were asked to go: all is asked first, or lines would be broken again and again. */
const put = (placed) => placed.forEach((into) => into());

/** Keeps text and margin in step; `spans()` tells the tags that have a place in the text. */
export class Placing {
  #frame = 0;
  #active = null;
  #picked = null;
  #width = 0;

  constructor({ find, root, text, list, language, spans }) {
    Object.assign(this, { root, list, spans, above: find("[data-above]") });
    this.blocks = new Blocks(root, { onNear: () => this.#near() });
    this.blocks.guessHeights();
    const { blocks } = this;
    this.corners = cornersOf(root, text, blocks);
    const { corners } = this;
    this.painter = startPainting({ blocks, corners, layer: find("[data-layer=heads]") });
    this.words = wordsOf(text, language);
    this.handles = this.#handlesOf(text, find("[data-layer=handles]"));
    const layer = find("[data-layer=numbers]");
    // What else stands over the text: `placed()` asks where, and returns what puts it there.
    this.others = [{ placed: startNumbers({ text, corners, blocks, language, layer }) }];
    new ResizeObserver(() => this.#replace()).observe(root);
    // A note that comes into sight may be higher than was thought.
    list.addEventListener("contentvisibilityautostatechange", () => this.layOut(), true);
  }

  /** Paint the tags, the active one strongest, and lay out their notes. */
  show(active) {
    this.#active = active;
    this.painter.paint(this.spans(), active);
    this.#showHandles();
    this.layOut();
  }

  /** Paint what is picked; with `handles` its ends can be pulled, and not those of the active tag. */
  pick(span, { handles = false } = {}) {
    this.painter.pending(span);
    const before = this.#picked;
    this.#picked = handles ? span : null;
    if (this.#picked === before || !this.handles) return;
    this.#showHandles();
    this.handles.place();
  }

  #showHandles() {
    const active = this.onResize && this.spans().find(({ id }) => id === this.#active);
    this.handles?.show(this.#picked ?? active ?? null);
  }

  /**
   * The handles, which are there only where something can be done with them: `onPull(span)` is told
   * of what is picked as it is pulled at, `onResize(span)` of the active tag when it has other ends.
   */
  #handlesOf(text, layer) {
    if (!layer) return null;
    const handles = new Handles({ root: this.root, text, words: this.words, layer });
    handles.onPreview = (span) => {
      this.painter.pending(span ?? this.#picked);
      if (this.#picked) this.onPull(span ?? this.#picked);
    };
    handles.onResize = (span) => (this.#picked ? this.onPull(span) : this.onResize(span));
    return handles;
  }

  /** Put sigla, handles and notes in their places, once a frame however much has changed. */
  layOut() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      put([...this.#overText(), this.#notes()]);
    });
  }

  #overText() {
    return [this.painter, this.handles, ...this.others].filter(Boolean).map((one) => one.placed());
  }

  #notes() {
    const top = this.root.getBoundingClientRect().top;
    const starts = new Map(this.spans().map((span) => [span.id, span.start]));
    const wantedTop = ({ dataset }) => {
      const start = starts.get(dataset.tag);
      return start === undefined ? top : top + this.corners.near(start);
    };
    return laidOut(this.list, { wantedTop, active: this.#active, above: this.above });
  }

  #near() {
    this.painter.near();
    this.layOut();
  }

  /** Put everything in its place again after the lines of the text have moved. */
  #replace() {
    this.blocks.moved();
    const width = this.root.clientWidth;
    if (width !== this.#width) this.corners.forget();
    this.#width = width;
    put(this.#overText());
    this.layOut();
  }
}
