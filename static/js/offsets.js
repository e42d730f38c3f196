// Stored offsets count Unicode code points; JavaScript strings count UTF-16 units, of which
// characters beyond U+FFFF take two. Every conversion between the two is made here.

/** Return where in `text` the characters of two units begin. */
export function pairsIn(text) {
  return Array.from(text.matchAll(/[\u{10000}-\u{10FFFF}]/gu), (match) => match.index);
}

/** Return how many of the sorted numbers, each seen through `as`, are below `limit`. */
function countBelow(numbers, limit, as) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (as(numbers[middle], middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Return converters for one text, each answering in logarithmic time.
 *
 * A unit in the middle of a pair is taken for the beginning of its character.
 */
export function offsetsOf(text) {
  const pairs = pairsIn(text);
  const length = text.length - pairs.length;
  return {
    length,
    toUnits(point) {
      return point + countBelow(pairs, point, (unit, number) => unit - number);
    },
    toPoints(unit) {
      return unit - countBelow(pairs, unit, (start) => start);
    },
  };
}
