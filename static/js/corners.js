// Where characters of the text stand on the page, measured once as long as the lines stay.

import { rangeOf } from "./place.js";

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

export const isRightToLeft = (character) => RIGHT_TO_LEFT.test(character);

/**
 * Return `at(unit)`: the corner at which the character begins, from the root's own corner, and
 * `near(unit)`: how far down it is, or will be about, where its block is not laid out.
 */
export function cornersOf(root, text, blocks) {
  // How far down is measured from the block, which stays true wherever the block moves.
  const known = new Map();
  function measured(unit, block) {
    const frame = block.getBoundingClientRect();
    const rect = rangeOf(root, unit, Math.min(unit + 1, text.length)).getClientRects()[0] ?? frame;
    const backward = isRightToLeft(text[unit]);
    const x = (backward ? rect.right : rect.left) - root.getBoundingClientRect().left;
    return { x, y: rect.top - frame.top, backward };
  }
  function at(unit) {
    const number = blocks.holding(unit);
    if (!known.has(unit)) known.set(unit, measured(unit, blocks.elements[number]));
    const corner = known.get(unit);
    return { ...corner, y: corner.y + blocks.topOf(number) };
  }
  return {
    at,
    near(unit) {
      const isSure = known.has(unit) || blocks.near.has(blocks.holding(unit));
      return isSure ? at(unit).y : blocks.about(unit);
    },
    forget: () => known.clear(),
  };
}
