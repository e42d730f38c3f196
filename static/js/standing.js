// Small elements that stand in a layer over the text: made once, moved only where they have moved.

const spots = new WeakMap();

/**
 * Keep a layer's elements in step: `stand(rows)` with `[{key, top, left?, make()}]`.
 *
 * One whose key is there already stays the element it is.
 */
export function startStanding(layer) {
  let there = new Map();
  return function stand(rows) {
    const next = new Map();
    for (const { key, top, left = null, make } of rows) {
      const element = there.get(key) ?? layer.appendChild(make());
      const spot = `${top} ${left}`;
      if (spots.get(element) !== spot) {
        element.style.top = `${top}px`;
        if (left !== null) element.style.left = `${left}px`;
        spots.set(element, spot);
      }
      next.set(key, element);
    }
    for (const [key, element] of there) if (!next.has(key)) element.remove();
    there = next;
  };
}
