// Between positions in the document and UTF-16 offsets into the text of one root element.

/** Return the offset of a point of the document in the root's text; points outside are clamped. */
export function unitOf(root, node, offset) {
  if (node === root.firstChild && node === root.lastChild && node.nodeType === Node.TEXT_NODE) {
    return offset;
  }
  const range = document.createRange();
  range.selectNodeContents(root);
  const side = range.comparePoint(node, offset);
  if (side < 0) return 0;
  if (side > 0) return root.textContent.length;
  range.setEnd(node, offset);
  return range.toString().length;
}

/** Return the text node and offset at which the root's text has come to `unit`. */
export function pointAt(root, unit) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  let left = unit;
  let node = walker.nextNode();
  while (node && left > node.length) {
    left -= node.length;
    node = walker.nextNode();
  }
  return node ? { node, offset: left } : { node: root, offset: 0 };
}

export function rangeOf(root, start, end) {
  const range = document.createRange();
  const from = pointAt(root, start);
  const to = pointAt(root, end);
  range.setStart(from.node, from.offset);
  range.setEnd(to.node, to.offset);
  return range;
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
  const from = pointAt(root, anchor);
  const to = pointAt(root, head);
  document.getSelection().setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}
