// Spans as custom highlights, of which only those near the window are there: ranges are added as
// blocks come near and taken away as they go.

export const canHighlight = () => "highlights" in CSS && typeof Highlight === "function";

/** The text never changes under the ranges, so that they need not be live, which costs. */
function rangeIn(blocks, number, span) {
  const node = blocks.elements[number].firstChild;
  const start = blocks.starts[number];
  const startOffset = Math.max(0, span.start - start);
  const endOffset = Math.min(span.end, blocks.endOf(number)) - start;
  return new StaticRange({ startContainer: node, startOffset, endContainer: node, endOffset });
}

/** Return for each block the spans that are in it. */
export function byBlock(blocks, spans) {
  const found = new Map();
  for (const span of spans) {
    const last = blocks.holding(span.end - 1);
    for (let number = blocks.holding(span.start); number <= last; number += 1) {
      const there = found.get(number);
      if (there) there.push(span);
      else found.set(number, [span]);
    }
  }
  return found;
}

/** Paints spans under their names: `fill([{name, start, end}])`, then `near()` when other blocks are. */
export class Highlights {
  #painted = new Map();
  #spans = new Map();

  constructor(blocks, names) {
    this.blocks = blocks;
    // Made once, so that what lies over what stays as it is named here.
    this.named = new Map(names.map((name) => [name, new Highlight()]));
    for (const [name, highlight] of this.named) CSS.highlights.set(name, highlight);
  }

  fill(spans) {
    if (!spans.length && !this.#spans.size) return;
    this.#spans = byBlock(this.blocks, spans);
    for (const number of this.#painted.keys()) this.#drop(number);
    this.near();
  }

  near() {
    const { near } = this.blocks;
    for (const number of this.#painted.keys()) if (!near.has(number)) this.#drop(number);
    for (const number of near) if (!this.#painted.has(number)) this.#paint(number);
  }

  #paint(number) {
    const ranges = (this.#spans.get(number) ?? []).map((span) => {
      const highlight = this.named.get(span.name);
      const range = rangeIn(this.blocks, number, span);
      highlight?.add(range);
      return { highlight, range };
    });
    this.#painted.set(number, ranges);
  }

  #drop(number) {
    for (const { highlight, range } of this.#painted.get(number)) highlight?.delete(range);
    this.#painted.delete(number);
  }
}
