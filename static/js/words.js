// Words and written characters of a text, as the reader's selection moves over them.

const PICTURE = /\p{Extended_Pictographic}/u;
const SPACE = /\s/u;

export function segmenter(language, granularity) {
  try {
    return new Intl.Segmenter(language || undefined, { granularity });
  } catch {
    return new Intl.Segmenter(undefined, { granularity });
  }
}

/** Shrink a span over the white space at its ends; null where nothing is left. */
export function trimmed(text, start, end) {
  let from = start;
  let to = end;
  while (from < to && SPACE.test(text[from])) from += 1;
  while (from < to && SPACE.test(text[to - 1])) to -= 1;
  return from < to ? { start: from, end: to } : null;
}

function widened(segments, span) {
  const first = segments.containing(span.start);
  const last = segments.containing(span.end - 1);
  return { start: first.index, end: last.index + last.segment.length };
}

function neighbour(segments, length, from, forward, wanted) {
  let position = from;
  while (position >= 0 && position < length) {
    const found = segments.containing(position);
    if (wanted(found)) return { start: found.index, end: found.index + found.segment.length };
    position = forward ? found.index + found.segment.length : found.index - 1;
  }
  return null;
}

/** Return how to snap and to step in this text; all positions are UTF-16 units. */
export function wordsOf(text, language) {
  const words = segmenter(language, "word").segment(text);
  const marks = segmenter(language, "grapheme").segment(text);
  const isWord = (found) => found.isWordLike || PICTURE.test(found.segment);
  const step = (segments, wanted) => (from, forward) =>
    neighbour(segments, text.length, forward ? from : from - 1, forward, wanted);
  const word = step(words, isWord);
  return {
    length: text.length,
    /** Widen a span to whole words. */
    snapped(start, end) {
      const span = trimmed(text, start, end);
      return span && widened(words, span);
    },
    /** Keep a span as it is, but never a part of a written character. */
    exact(start, end) {
      return start < end ? widened(marks, { start, end }) : null;
    },
    /** Return the word that begins or goes on at `from`, or with `forward` false ends before it. */
    word,
    /** Return the word at a place, or else beside it on its line; of an empty line the next one. */
    onLine(unit, forward) {
      const ahead = word(unit, true);
      const behind = word(unit, false);
      if (ahead && !text.slice(unit, ahead.start).includes("\n")) return ahead;
      if (behind && !text.slice(behind.end, unit).includes("\n")) return behind;
      return forward ? (ahead ?? behind) : (behind ?? ahead);
    },
    mark: step(marks, () => true),
  };
}
