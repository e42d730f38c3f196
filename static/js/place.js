// Between positions in the document and UTF-16 offsets into the text of one root element.

const indexes = new WeakMap();

/** Forget where the root's text nodes begin, after they were replaced. */
export const forgetNodes = (root) => indexes.delete(root);

/** Return the root's text nodes in order, where each begins, and how long they are together. */
function indexOf(root) {
  const known = indexes.get(root);
  if (known && known.nodes.at(-1)?.isConnected && known.first === root.firstChild) return known;
  const made = { nodes: [], starts: [], where: new Map(), first: root.firstChild, length: 0 };
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    made.where.set(node, made.length);
    made.nodes.push(node);
    made.starts.push(made.length);
    made.length += node.length;
  }
  indexes.set(root, made);
  return made;
}

/** Return the first place from 0 to `length` at which `isThere`, or `length`. */
export function firstWhere(length, isThere) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isThere(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Return the offset of a point of the document in the root's text; points outside are clamped. */
export function unitOf(root, node, offset) {
  const { nodes, starts, where, length } = indexOf(root);
  if (where.has(node)) return where.get(node) + offset;
  const point = document.createRange();
  point.setStart(node, offset);
  point.collapse(true);
  const next = firstWhere(nodes.length, (at) => point.comparePoint(nodes[at], 0) >= 0);
  return starts[next] ?? length;
}

/** Return the text node and offset at which the root's text has come to `unit`. */
export function pointAt(root, unit) {
  const { nodes, starts } = indexOf(root);
  if (!nodes.length) return { node: root, offset: 0 };
  const at = Math.max(0, firstWhere(nodes.length, (number) => starts[number] >= unit) - 1);
  return { node: nodes[at], offset: Math.min(unit - starts[at], nodes[at].length) };
}

/** Return the same for the beginning of something, which is never at the end of a node. */
function startAt(root, unit) {
  const { nodes, starts } = indexOf(root);
  const at = firstWhere(nodes.length, (number) => starts[number] > unit) - 1;
  if (at < 0 || unit - starts[at] >= nodes[at].length) return pointAt(root, unit);
  return { node: nodes[at], offset: unit - starts[at] };
}

export function rangeOf(root, start, end) {
  const range = document.createRange();
  const from = startAt(root, start);
  const to = pointAt(root, end);
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return range;
}

// A span of more than this is laid out at its ends only: most of it may be far away.
const LONG = 2000;

/** Return the rectangles of a span in the window; of a long one those of its ends. */
export function rectsOf(root, { start, end }) {
  if (end - start <= LONG) return [...rangeOf(root, start, end).getClientRects()];
  const ends = [rangeOf(root, start, start + 1), rangeOf(root, end - 1, end)];
  return ends.flatMap((range) => [...range.getClientRects()]);
}

/** Say whether a point, which is `broad` pixels to each side, is on the words of the span. */
export function isUnder(root, span, { x, y, broad = 0 }) {
  return rectsOf(root, span).some(
    ({ left, right, top, bottom }) =>
      left - broad <= x && x <= right + broad && top - broad <= y && y <= bottom + broad,
  );
}

/** Return the offset under a point of the window, or null beside the text. */
export function unitUnder(root, x, y) {
  const found = document.caretPositionFromPoint?.(x, y);
  const legacy = found ? null : document.caretRangeFromPoint?.(x, y);
  const node = found?.offsetNode ?? legacy?.startContainer;
  if (!node || !root.contains(node)) return null;
  return unitOf(root, node, found ? found.offset : legacy.startOffset);
}

/** Return the selected span of the root's text, clipped to it; null where nothing is selected. */
export function selectedSpan(root) {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return null;
  const start = unitOf(root, range.startContainer, range.startOffset);
  const end = unitOf(root, range.endContainer, range.endOffset);
  return start < end ? { start, end } : null;
}

/** Select a span as if it had been dragged from `anchor` to `head`. */
export function select(root, anchor, head) {
  const from = anchor < head ? startAt(root, anchor) : pointAt(root, anchor);
  const to = anchor < head ? pointAt(root, head) : startAt(root, head);
  document.getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}
