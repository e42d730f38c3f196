// A link to words in a text: `#at=120-158`, in code points, shows them and goes there.

import { offsetsOf } from "./offsets.js";
import { rangeOf } from "./place.js";

/** Return the span that a hash names, or null. */
export function spanIn(hash) {
  const found = /^#at=(\d{1,9})-(\d{1,9})$/.exec(hash);
  const span = found && { start: Number(found[1]), end: Number(found[2]) };
  return span && span.start < span.end ? span : null;
}

export const hashOf = ({ start, end }) => `#at=${start}-${end}`;

function show() {
  const span = spanIn(location.hash);
  const root = document.querySelector("[data-text], [data-passage-source]");
  if (!span || !root) return;
  const { length, toUnits } = offsetsOf(root.textContent);
  if (span.end > length) return;
  const range = rangeOf(root, toUnits(span.start), toUnits(span.end));
  if ("highlights" in CSS) CSS.highlights.set("linked", new Highlight(range));
  const { top } = range.getBoundingClientRect();
  scrollTo({ top: scrollY + top - innerHeight / 3, behavior: "instant" });
}

addEventListener("hashchange", show);
// After the page has set itself up: it lays out its margins first.
addEventListener("load", () => setTimeout(show, 60));
