// Where sigla, numbers and notes stand: beside the lines of the text, however these may break.

import { cornersOf } from "variorum/corners";
import { layOut } from "variorum/margin";
import { startNumbers } from "variorum/numbers";
import { startPainting } from "variorum/painting";

/** Keeps text and margin in step; `spans()` tells the tags that have a place in the text. */
export class Placing {
  #frame = 0;
  #active = null;

  constructor({ find, root, text, list, language, spans }) {
    Object.assign(this, { root, list, spans });
    this.corners = cornersOf(root, text);
    const { corners } = this;
    this.painter = startPainting({ root, text, corners, layer: find("[data-layer=heads]") });
    const layer = find("[data-layer=numbers]");
    this.placeNumbers = startNumbers({ text, corners, language, layer });
    new ResizeObserver(() => this.#replace()).observe(root);
  }

  /** Paint the tags, the active one strongest, and lay out their notes. */
  show(active) {
    this.#active = active;
    this.painter.paint(this.spans(), active);
    this.layOut();
  }

  /** Lay the notes out, once a frame however much has changed. */
  layOut() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      const starts = new Map(this.spans().map((span) => [span.id, span.start]));
      const top = this.root.getBoundingClientRect().top;
      const wantedTop = ({ dataset }) => {
        const start = starts.get(dataset.tag);
        return start === undefined ? top : top + this.corners.at(start).y;
      };
      layOut(this.list, { wantedTop, active: this.#active });
    });
  }

  /** Put everything in its place again after the lines of the text have moved. */
  #replace() {
    this.corners.forget();
    this.painter.place();
    this.placeNumbers();
    this.layOut();
  }
}
