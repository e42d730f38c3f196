// Where characters of the text stand on the page, measured once as long as the lines stay.

import { rangeOf } from "variorum/place";

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export const isRightToLeft = (character) => RIGHT_TO_LEFT.test(character);

/** Return `at(unit)`: the corner at which the character begins, from the root's own corner. */
export function cornersOf(root, text) {
  const known = new Map();
  function measured(unit) {
    const frame = root.getBoundingClientRect();
    const rect = rangeOf(root, unit, Math.min(unit + 1, text.length)).getClientRects()[0] ?? frame;
    const backward = isRightToLeft(text[unit]);
    const x = (backward ? rect.right : rect.left) - frame.left;
    return { x, y: rect.top - frame.top, backward };
  }
  return {
    at(unit) {
      if (!known.has(unit)) known.set(unit, measured(unit));
      return known.get(unit);
    },
    forget: () => known.clear(),
  };
}
