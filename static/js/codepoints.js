// Offsets: the server counts Unicode code points, JavaScript counts UTF-16 units. Converted here only.

// How many code points stand before a UTF-16 offset; within a pair, the pair is not counted.
export function toCodePoints(text, unit) {
  let points = 0;
  for (let at = 0; at < unit && at < text.length; points += 1) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
    if (at > unit) break;
  }
  return points;
}

// The UTF-16 offset at which a code point begins; past the end, the end.
export function toUnits(text, points) {
  let at = 0;
  for (let count = 0; count < points && at < text.length; count += 1) {
    at += text.codePointAt(at) > 0xffff ? 2 : 1;
  }
  return at;
}

export function sliceCodePoints(text, start, end) {
  return text.slice(toUnits(text, start), toUnits(text, end));
}

// The UTF-16 offset of a boundary point within root, counted over its text alone.
function unitOf(root, node, offset) {
  const before = document.createRange();
  before.selectNodeContents(root);
  before.setEnd(node, offset);
  return before.toString().length;
}

// The part of a selection that lies within root as {start, end, quote} in code points, or null.
export function selectionWithin(root, selection) {
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(root)) return null;
  const text = root.textContent;
  const from = root.contains(range.startContainer)
    ? unitOf(root, range.startContainer, range.startOffset)
    : 0;
  const to = root.contains(range.endContainer)
    ? unitOf(root, range.endContainer, range.endOffset)
    : text.length;
  return trimmed(text, from, to);
}

// White space at either end is no part of what was meant.
export function trimmed(text, from, to) {
  const chosen = text.slice(from, to);
  const quote = chosen.trim();
  if (!quote) return null;
  const start = toCodePoints(text, from + chosen.indexOf(quote));
  return { start, end: start + toCodePoints(quote, quote.length), quote };
}
