// Moving one end of a tag, by dragging or a word at a time. Spans are in UTF-16 units.

/** Return the span with one edge moved to a place; `widen` snaps to words or to characters. */
export function resized(span, edge, unit, { widen }) {
  if (edge === "start") {
    const found = widen(Math.min(unit, span.end - 1), span.end);
    return found && found.start < span.end ? { ...span, start: found.start } : span;
  }
  const found = widen(span.start, Math.max(unit, span.start + 1));
  return found && found.end > span.start ? { ...span, end: found.end } : span;
}

/** Return the span with one edge a step further on or back; itself where there is no further. */
export function nudged(span, edge, { forward, step }) {
  const { start, end } = span;
  if (edge === "start") {
    const found = forward ? step(step(start, true)?.end ?? end, true) : step(start, false);
    return found && found.start < end ? { ...span, start: found.start } : span;
  }
  const found = forward ? step(end, true) : step(step(end, false)?.start ?? start, false);
  return found && found.end > start ? { ...span, end: found.end } : span;
}
