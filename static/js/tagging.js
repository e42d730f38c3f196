// Making tags: from the words that are picked, or of the whole text, with a motif of the toolbar.

import { shortened } from "variorum/notes";
import { rangeOf } from "variorum/place";

/** Return the tags with one more, and whether it is new; a tag is there once. */
export function withTag(tags, tag) {
  const there = tags.find((t) => t.motif === tag.motif && t.start === tag.start && t.end === tag.end);
  return there ? { tags, isNew: false } : { tags: [...tags, tag], isNew: true };
}

export const WHOLE = { whole: true };

/**
 * Hold what is picked until a motif is chosen for it.
 *
 * `pick(span|null)` in units, `pickWhole()`, `use(motif)`; `onTag(tag)` gets code points.
 */
export function startTagging({ root, text, offsets, toolbar, onTag, onPending }) {
  let target = null;

  function titleOf() {
    if (target === WHOLE) return "The whole text";
    return `“${shortened(text.slice(target.start, target.end), 60)}”`;
  }

  function show(rects) {
    onPending(target === WHOLE ? null : target);
    if (target) toolbar.show(rects, titleOf());
    else toolbar.hide();
  }

  return {
    isOpen: () => Boolean(target),
    pick(span) {
      target = span;
      show(span ? [...rangeOf(root, span.start, span.end).getClientRects()] : []);
    },
    pickWhole() {
      target = WHOLE;
      const { left, top } = root.getBoundingClientRect();
      show([{ left, top, bottom: Math.max(60, top) }]);
    },
    use(motif) {
      if (!target) return;
      const whole = target === WHOLE;
      const start = whole ? null : offsets.toPoints(target.start);
      const end = whole ? null : offsets.toPoints(target.end);
      const tag = { motif, start, end, note: "" };
      if (!whole) tag.quote = text.slice(target.start, target.end);
      target = null;
      show([]);
      onTag(tag);
    },
  };
}
