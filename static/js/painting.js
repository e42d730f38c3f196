// Tags painted on the text: by the CSS Custom Highlight API, or as marks where it is missing and
// in print. The siglum at the head of each tag stands in a layer over the text, not in it. Only
// blocks near the window are painted.

import { gathered, headsOf, standingFor } from "./heads.js";
import { byBlock, canHighlight, Highlights } from "./highlights.js";
import { forgetNodes } from "./place.js";
import { fillWithMarks } from "./spans.js";
import { startStanding } from "./standing.js";

export const TONES = [1, 2, 3, 4, 5, 6];

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

/** Return the spans with the name of the highlight that each is painted by. */
function namedOf(spans) {
  const levels = levelsOf(spans);
  return spans.map(({ id, tone, start, end }) => {
    return { start, end, name: levels.get(id) ? `k${tone}-over` : `k${tone}` };
  });
}

function highlightsOf(blocks) {
  if (!canHighlight()) return null;
  const tags = new Highlights(blocks, TONES.flatMap((tone) => [`k${tone}`, `k${tone}-over`]));
  return {
    tags,
    active: new Highlights(blocks, ["active"]),
    pending: new Highlights(blocks, ["pending"]),
  };
}

/**
 * Keep the root painted: `paint(spans, active)`, `pending(span)`, `near()` when other blocks are.
 *
 * `placed()` asks where the sigla stand and returns what puts them there.
 */
export function startPainting({ layer, blocks, corners }) {
  const paper = matchMedia("print");
  const highlights = highlightsOf(blocks);
  const stand = startStanding(layer);
  let spans = [];
  let heads = new Map();
  let active = null;
  let pending = null;
  let marked = false;

  function placed() {
    const near = marked ? [] : [...blocks.near].flatMap((number) => heads.get(number) ?? []);
    const width = blocks.root.clientWidth;
    const there = near.map((head) => ({ ...head, at: corners.at(head.start), width }));
    const rows = gathered(there).map(standingFor);
    return () => stand(rows);
  }

  function paintPending() {
    const isOn = pending && !marked;
    highlights?.pending.fill(isOn ? [{ ...pending, name: "pending" }] : []);
  }

  function paintActive() {
    const shown = spans.filter(({ id }) => active && !marked && id === active);
    highlights?.active.fill(shown.map(({ start, end }) => ({ start, end, name: "active" })));
  }

  function paintSpans() {
    const marks = !highlights || paper.matches;
    if (marks || marked) {
      fillWithMarks(blocks, marks ? spans : []);
      forgetNodes(blocks.root);
    }
    marked = marks;
    highlights?.tags.fill(marked ? [] : namedOf(spans));
    heads = byBlock(blocks, headsOf(spans));
  }

  function paint(nextSpans, nextActive, { again = false } = {}) {
    const isOther = spans !== nextSpans || again;
    spans = nextSpans;
    active = nextActive;
    if (isOther) paintSpans();
    paintActive();
    if (isOther) paintPending();
  }

  paper.addEventListener("change", () => {
    paint(spans, active, { again: true });
    placed()();
  });
  return {
    paint,
    placed,
    near: () => Object.values(highlights ?? {}).forEach((one) => one.near()),
    pending(span) {
      pending = span;
      paintPending();
    },
  };
}
