// Tags painted on the text: by the CSS Custom Highlight API, or as marks where it is missing and
// in print. The siglum at the head of each tag stands in a layer over the text, not in it.

import { pointAt } from "variorum/place";
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

const canHighlight = () => "highlights" in CSS && typeof Highlight === "function";

function highlight(name, root, spans) {
  if (!spans.length) return CSS.highlights.delete(name);
  return CSS.highlights.set(name, new Highlight(...spans.map((span) => rangeFor(root, span))));
}

/** The text never changes under the ranges, so that they need not be live, which costs. */
function rangeFor(root, { start, end }) {
  const from = pointAt(root, start);
  const to = pointAt(root, end);
  return new StaticRange({
    startContainer: from.node,
    startOffset: from.offset,
    endContainer: to.node,
    endOffset: to.offset,
  });
}

function paintHighlights(root, spans, active) {
  for (const tone of TONES) {
    highlight(`k${tone}`, root, spans.filter((span) => span.tone === tone));
  }
  highlight("active", root, active ? spans.filter((span) => span.id === active) : []);
}

function placeSigla(layer, spans, corners) {
  const heads = headsOf(spans).map((head) => ({ ...head, at: corners.at(head.start) }));
  const elements = heads.map(({ spans: over, at }) => {
    const sup = document.createElement("span");
    sup.className = at.backward ? "head head--rtl" : "head";
    for (const span of over) {
      const sig = document.createElement("span");
      sig.className = `sig k${span.tone}`;
      sig.textContent = span.sigla;
      sup.append(sig);
    }
    sup.style.top = `${at.y}px`;
    sup.style.left = `${at.x}px`;
    return sup;
  });
  layer.replaceChildren(...elements);
}

/** Keep the root painted: `paint(spans, active)`, `pending(span)`, `place()` after a resize. */
export function startPainting({ root, layer, text, corners }) {
  const paper = matchMedia("print");
  let spans = [];
  let active = null;
  let marked = false;
  function paint(nextSpans, nextActive) {
    spans = nextSpans;
    active = nextActive;
    if (canHighlight() && !paper.matches) {
      if (marked) root.replaceChildren(text);
      marked = false;
      paintHighlights(root, spans, active);
      placeSigla(layer, spans, corners);
    } else {
      fillWithMarks(root, text, spans);
      marked = true;
      layer.replaceChildren();
    }
  }
  paper.addEventListener("change", () => paint(spans, active));
  return {
    paint,
    pending: (span) => canHighlight() && highlight("pending", root, span ? [span] : []),
    place: () => marked || placeSigla(layer, spans, corners),
  };
}
