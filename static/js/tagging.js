// Choosing a motif: for the words that are picked, for the whole text, for a tag that has another,
// or to be kept for all that is picked next.

import { _, filled } from "./i18n.js";
import { shortened } from "./notes.js";
import { rectsOf } from "./place.js";

export const WHOLE = { whole: true };
const KEEP = { keep: true };
const SAYS = {
  whole: _("The whole text"),
  keep: _("A motif for all that you select next"),
  retag: _("Another motif for %1"),
};

/**
 * Hold what is picked until a motif is chosen for it.
 *
 * `pick(span|null, {handles})` in units, `picked()`, `pickWhole()`, `pickTag({id, quote, rects})`, `pickKept()`,
 * `use(motif)`. `onTag(tag)` gets code points, `onRetag(id, motif)`, `onKept(motif)`.
 */
export function startTagging({ root, text, offsets, toolbar, onTag, onRetag, onKept, onPending }) {
  let target = null;

  const isSpan = () => target !== null && "start" in target;

  function titleOf() {
    if (target === WHOLE) return SAYS.whole;
    if (target === KEEP) return SAYS.keep;
    if (target.id) return filled(SAYS.retag, target.quote);
    return `“${shortened(text.slice(target.start, target.end), 60)}”`;
  }

  function show(next, rects = [], how = {}) {
    target = next;
    onPending(isSpan() ? target : null, how);
    if (target) toolbar.show(rects, titleOf(), { grows: isSpan() });
    else toolbar.hide();
  }

  function atTop() {
    const { left, top } = root.getBoundingClientRect();
    return [{ left, top, bottom: Math.max(60, top) }];
  }

  function tagFor(motif) {
    if (target === WHOLE) return { motif, start: null, end: null, note: "" };
    const [start, end] = [target.start, target.end].map(offsets.toPoints);
    return { motif, start, end, note: "", quote: text.slice(target.start, target.end) };
  }

  return {
    isOpen: () => target !== null,
    hasSpan: isSpan,
    picked: () => (isSpan() ? target : null),
    pick: (span, how) => show(span, span ? rectsOf(root, span) : [], how),
    pickWhole: () => show(WHOLE, atTop()),
    pickTag: ({ id, quote, rects }) => show({ id, quote }, rects.length ? rects : atTop()),
    pickKept: () => show(KEEP, atTop()),
    use(motif) {
      if (!target) return;
      const { id } = target;
      const isKept = target === KEEP;
      const tag = id || isKept ? null : tagFor(motif);
      show(null);
      if (tag) onTag(tag);
      else if (isKept) onKept(motif);
      else onRetag(id, motif);
    },
  };
}
