// Sentences and paragraphs of a text, as the reader's selection takes them in.

import { segmenter, trimmed } from "./words.js";

/** Return the line that holds the position, without its end. */
function lineAt(text, unit) {
  const end = text.indexOf("\n", unit);
  return {
    start: unit > 0 ? text.lastIndexOf("\n", unit - 1) + 1 : 0,
    end: end < 0 ? text.length : end,
  };
}

/** Look through the lines from `from` on, or back from it, for the first span that is `wanted`. */
function found(text, from, forward, inLine) {
  let at = from;
  while (at >= 0 && at <= text.length) {
    const line = lineAt(text, at);
    const spans = inLine(line);
    const span = forward
      ? spans.find(({ end }) => end > from)
      : spans.findLast(({ start }) => start < from);
    if (span) return span;
    at = forward ? line.end + 1 : line.start - 1;
  }
  return null;
}

/**
 * Return how to step by sentence and by paragraph; a paragraph is a line that says something.
 *
 * Both answer as `words.word` does: the span that goes on at `from` or comes after it, or with
 * `forward` false the one that begins before it; null where there is none.
 */
export function passagesOf(text, language) {
  const sentences = segmenter(language, "sentence");
  const known = new Map();
  function paragraphIn({ start, end }) {
    const span = trimmed(text, start, end);
    return span ? [span] : [];
  }
  function sentencesIn({ start, end }) {
    if (!known.has(start)) {
      const segments = [...sentences.segment(text.slice(start, end))];
      const spans = segments.map(({ segment, index }) =>
        trimmed(text, start + index, start + index + segment.length),
      );
      known.set(start, spans.filter(Boolean));
    }
    return known.get(start);
  }
  return {
    sentence: (from, forward) => found(text, from, forward, sentencesIn),
    paragraph: (from, forward) => found(text, from, forward, paragraphIn),
  };
}

/** Widen a span to whole passages; one that is whole already takes in the next, or that before. */
export function grown(span, step, { forward = true } = {}) {
  const first = step(span.start, true) ?? step(span.start, false);
  if (!first) return null;
  const whole = { start: first.start, end: Math.max(first.end, step(span.end, false)?.end ?? 0) };
  if (whole.start < span.start || whole.end > span.end) return whole;
  const next = forward ? step(span.end, true) : step(span.start, false);
  if (!next) return null;
  return { start: Math.min(span.start, next.start), end: Math.max(span.end, next.end) };
}
