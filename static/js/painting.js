// Tags painted on the text: by the CSS Custom Highlight API, or as marks where it is missing and
// in print. The siglum at the head of each tag stands in a layer over the text, not in it.

import { rangeOf } from "variorum/place";
import { fillWithMarks } from "variorum/spans";

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
export const TONES = [1, 2, 3, 4, 5, 6];

/** Join the sigla of tags that begin at one place, in the order of their motifs. */
export function headsOf(spans) {
  const heads = new Map();
  for (const span of spans) heads.set(span.start, [...(heads.get(span.start) ?? []), span]);
  return [...heads].map(([start, over]) => ({ start, spans: over }));
}

const canHighlight = () => "highlights" in CSS && typeof Highlight === "function";

function highlight(name, root, spans) {
  if (!spans.length) return CSS.highlights.delete(name);
  const ranges = spans.map(({ start, end }) => rangeOf(root, start, end));
  return CSS.highlights.set(name, new Highlight(...ranges));
}

function paintHighlights(root, spans, { active, pending }) {
  for (const tone of TONES) {
    highlight(`k${tone}`, root, spans.filter((span) => span.tone === tone));
  }
  highlight("active", root, active ? spans.filter((span) => span.id === active) : []);
  highlight("pending", root, pending ? [pending] : []);
}

/** Return the left (in right-to-left scripts: right) upper corner of the character at `unit`. */
export function cornerOf(root, text, unit) {
  const [first] = rangeOf(root, unit, Math.min(unit + 1, text.length)).getClientRects();
  if (!first) return null;
  const backward = RIGHT_TO_LEFT.test(text[unit]);
  return { x: backward ? first.right : first.left, y: first.top, backward };
}

function placeSigla(root, layer, text, spans) {
  const frame = layer.getBoundingClientRect();
  const corners = headsOf(spans).map((head) => ({ ...head, at: cornerOf(root, text, head.start) }));
  const elements = corners.filter(({ at }) => at).map(({ spans: over, at }) => {
    const sup = document.createElement("span");
    sup.className = at.backward ? "head head--rtl" : "head";
    for (const span of over) {
      const sig = document.createElement("span");
      sig.className = `sig k${span.tone}`;
      sig.textContent = span.sigla;
      sup.append(sig);
    }
    sup.style.top = `${at.y - frame.top}px`;
    sup.style.left = `${at.x - frame.left}px`;
    return sup;
  });
  layer.replaceChildren(...elements);
}

/** Keep the root painted; `paint(spans, {active, pending})` whenever something has changed. */
export function startPainting({ root, layer, text }) {
  const paper = matchMedia("print");
  let last = [[], {}];
  let marked = false;
  function paint(spans, marks = {}) {
    last = [spans, marks];
    if (canHighlight() && !paper.matches) {
      if (marked) root.replaceChildren(text);
      marked = false;
      paintHighlights(root, spans, marks);
      placeSigla(root, layer, text, spans);
    } else {
      fillWithMarks(root, text, spans);
      marked = true;
      layer.replaceChildren();
    }
  }
  paper.addEventListener("change", () => paint(...last));
  return { paint, place: () => (marked ? undefined : placeSigla(root, layer, text, last[0])) };
}
