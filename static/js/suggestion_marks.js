// Suggestions drawn over the text: a dotted outline and the sigla behind a question mark, so that
// nobody takes one for a tag, with or without colours.

import { rangeOf } from "./place.js";

/** Return where the boxes stand in their frame; of lines that touch nothing is joined. */
export function boxesOf(rects, frame) {
  return [...rects]
    .filter(({ width, height }) => width > 0 && height > 0)
    .map(({ left, top, width, height }) => ({
      left: left - frame.left,
      top: top - frame.top,
      width,
      height,
    }));
}

function boxElement({ left, top, width, height }) {
  const box = document.createElement("span");
  box.className = "suggested__box";
  Object.assign(box.style, {
    left: `${left}px`,
    top: `${top}px`,
    width: `${width}px`,
    height: `${height}px`,
  });
  return box;
}

function head({ left, top }, { sigla, tone }) {
  const sig = document.createElement("span");
  sig.className = `suggested__head sig k${tone}`;
  sig.textContent = `?${sigla}`;
  sig.style.left = `${left}px`;
  sig.style.top = `${top}px`;
  return sig;
}

/** Ask where `[{start, end, sigla, tone, active}]` stand, in UTF-16 units; return what draws them. */
export function drawn(layer, root, spans) {
  const frame = layer.getBoundingClientRect();
  const found = spans.map((span) => ({
    span,
    boxes: boxesOf(rangeOf(root, span.start, span.end).getClientRects(), frame),
  }));
  return () => {
    const parts = found.flatMap(({ span, boxes }) => {
      const elements = boxes.map(boxElement);
      for (const box of elements) box.classList.toggle("suggested__box--active", span.active);
      return boxes.length ? [...elements, head(boxes[0], span)] : [];
    });
    layer.replaceChildren(...parts);
  };
}
