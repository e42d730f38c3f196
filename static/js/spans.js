// Spans that overlap: cut into pieces that do not, and found under a position.

/** Say whether a span, which may be null, covers the position. */
export const holds = (span, unit) => span !== null && span.start <= unit && unit < span.end;

/** Return those of the spans that cover the position, innermost (that is, shortest) first. */
export function spansAt(spans, unit) {
  return spans
    .filter((span) => holds(span, unit))
    .sort((a, b) => a.end - a.start - (b.end - b.start));
}

/** Cut 0..length at every end of a span; each piece names the spans that cover it. */
export function flattened(spans, length) {
  const cuts = new Set([0, length]);
  for (const { start, end } of spans) cuts.add(start).add(end);
  const sorted = [...cuts].sort((a, b) => a - b);
  const open = new Set();
  const starts = grouped(spans, "start");
  const ends = grouped(spans, "end");
  return sorted.slice(0, -1).map((start, number) => {
    for (const span of ends.get(start) ?? []) open.delete(span);
    for (const span of starts.get(start) ?? []) open.add(span);
    return { start, end: sorted[number + 1], spans: [...open] };
  });
}

function grouped(spans, name) {
  const found = new Map();
  for (const span of spans) {
    const there = found.get(span[name]);
    if (there) there.push(span);
    else found.set(span[name], [span]);
  }
  return found;
}

/** Fill each block with its text, its spans as marks. The text stays what it was. */
export function fillWithMarks(blocks, spans) {
  blocks.elements.forEach((element, number) => {
    const from = blocks.starts[number];
    const text = element.textContent;
    const inside = spans
      .filter(({ start, end }) => start < from + text.length && end > from)
      .map((span) => ({ ...span, start: span.start - from, end: span.end - from }));
    if (!inside.length && !element.querySelector("mark")) return;
    element.replaceChildren(...marksIn(text, inside));
  });
}

/** Return the text as nodes; a span may begin before it or end after it. */
function marksIn(text, spans) {
  const clipped = spans.map((span) => ({
    ...span,
    begins: span.start >= 0,
    start: Math.max(0, span.start),
    end: Math.min(text.length, span.end),
  }));
  return flattened(clipped, text.length).map(({ start, end, spans: over }) => {
    const words = document.createTextNode(text.slice(start, end));
    if (!over.length) return words;
    const mark = document.createElement("mark");
    const shortest = over.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
    mark.className = `k${shortest.tone}`;
    mark.dataset.ids = over.map((span) => span.id).join(" ");
    // Drawn by a style sheet, so that it is no part of the text.
    const begun = over.filter((span) => span.begins && span.start === start);
    if (begun.length) mark.dataset.sig = begun.map((span) => span.sigla).join(" ");
    mark.append(words);
    return mark;
  });
}
