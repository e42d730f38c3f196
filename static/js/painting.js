// Tags painted on the text: by the CSS Custom Highlight API, or as marks where it is missing and
// in print. The siglum at the head of each tag stands in a layer over the text, not in it. Only
// blocks near the window are painted.

import { forgetNodes } from "variorum/place";
import { fillWithMarks } from "variorum/spans";

export const TONES = [1, 2, 3, 4, 5, 6];

/** Join the sigla of tags that begin at one place, in the order of their motifs. */
export function headsOf(spans) {
  const heads = new Map();
  for (const span of spans) {
    const there = heads.get(span.start);
    if (there) there.push(span);
    else heads.set(span.start, [span]);
  }
  return [...heads].map(([start, over]) => ({ start, spans: over }));
}

/** Return the level of each span among those of its tone: 1 where it lies in or over another. */
export function levelsOf(spans) {
  const ends = new Map();
  const sorted = [...spans].sort((a, b) => a.start - b.start || b.end - a.end);
  return new Map(
    sorted.map((span) => {
      const level = span.start < (ends.get(span.tone) ?? 0) ? 1 : 0;
      if (!level) ends.set(span.tone, span.end);
      return [span.id, level];
    }),
  );
}

const canHighlight = () => "highlights" in CSS && typeof Highlight === "function";

/** The text never changes under the ranges, so that they need not be live, which costs. */
function rangesIn(blocks, spans) {
  const found = [];
  for (const number of blocks.near) {
    const node = blocks.elements[number].firstChild;
    const start = blocks.starts[number];
    const end = blocks.endOf(number);
    for (const span of spans) {
      if (span.start >= end || span.end <= start) continue;
      const startOffset = Math.max(0, span.start - start);
      const endOffset = Math.min(span.end, end) - start;
      const ends = { startContainer: node, startOffset, endContainer: node, endOffset };
      found.push(new StaticRange(ends));
    }
  }
  return found;
}

function highlight(name, ranges) {
  if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges));
  else CSS.highlights.delete(name);
}

function headFor({ spans, at }) {
  const sup = document.createElement("span");
  sup.className = at.backward ? "head head--rtl" : "head";
  for (const span of spans) {
    const sig = document.createElement("span");
    sig.className = `sig k${span.tone}`;
    sig.textContent = span.sigla;
    sup.append(sig);
  }
  sup.style.top = `${at.y}px`;
  sup.style.left = `${at.x}px`;
  return sup;
}

/**
 * Keep the root painted: `paint(spans, active)`, `pending(span)`, `near()` when other blocks are.
 *
 * `place()` puts the sigla, which asks where lines stand and so waits for what is to be asked once.
 */
export function startPainting({ layer, blocks, corners }) {
  const paper = matchMedia("print");
  let spans = [];
  let active = null;
  let pending = null;
  let marked = false;

  function placeHeads() {
    if (marked) return;
    const near = spans.filter(({ start }) => blocks.near.has(blocks.holding(start)));
    const heads = headsOf(near).map((head) => ({ ...head, at: corners.at(head.start) }));
    layer.replaceChildren(...heads.map(headFor));
  }

  function paintPending() {
    if (canHighlight()) highlight("pending", pending ? rangesIn(blocks, [pending]) : []);
  }

  function paintNear() {
    if (marked) return;
    const levels = levelsOf(spans);
    for (const tone of TONES) {
      const toned = spans.filter((span) => span.tone === tone);
      highlight(`k${tone}`, rangesIn(blocks, toned.filter(({ id }) => !levels.get(id))));
      highlight(`k${tone}-over`, rangesIn(blocks, toned.filter(({ id }) => levels.get(id))));
    }
    highlight("active", active ? rangesIn(blocks, spans.filter(({ id }) => id === active)) : []);
    paintPending();
  }

  function paint(nextSpans, nextActive) {
    spans = nextSpans;
    active = nextActive;
    const marks = !canHighlight() || paper.matches;
    if (marks || marked) fillWithMarks(blocks, marks ? spans : []);
    if (marks || marked) forgetNodes(blocks.root);
    marked = marks;
    if (marked) layer.replaceChildren();
    else paintNear();
  }

  paper.addEventListener("change", () => paint(spans, active));
  return {
    paint,
    near: paintNear,
    place: placeHeads,
    pending(span) {
      pending = span;
      paintPending();
    },
  };
}
