// Spans that overlap: cut into pieces that do not, and found under a position.

/** Return those of the spans that cover the position, innermost (that is, shortest) first. */
export function spansAt(spans, unit) {
  return spans
    .filter((span) => span.start <= unit && unit < span.end)
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

/** Fill the root with the text, its spans as marks. The root's text stays what it was. */
export function fillWithMarks(root, text, spans) {
  const pieces = flattened(spans, text.length).map(({ start, end, spans: over }) => {
    const words = document.createTextNode(text.slice(start, end));
    if (!over.length) return words;
    const mark = document.createElement("mark");
    const shortest = over.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
    mark.className = `k${shortest.tone}`;
    mark.dataset.ids = over.map((span) => span.id).join(" ");
    // Drawn by a style sheet, so that it is no part of the text.
    const sigla = over.filter((span) => span.start === start).map((span) => span.sigla);
    if (sigla.length) mark.dataset.sig = sigla.join(" ");
    mark.append(words);
    return mark;
  });
  root.replaceChildren(...pieces);
}
