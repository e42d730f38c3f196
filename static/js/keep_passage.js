// Keeping a passage: what is selected in the text is copied into the form, with its offsets.
import { filled, ngettext } from "./i18n.js";
import { offsetsOf } from "./offsets.js";
import { selectedSpan } from "./place.js";

// The span of `text` without the white space at its ends, in code points, or null if nothing is left.
export function passageOf(text, span) {
  const chosen = text.slice(span.start, span.end);
  const quote = chosen.trim();
  if (!quote) return null;
  const from = span.start + chosen.indexOf(quote);
  const { toPoints } = offsetsOf(text);
  return { start: toPoints(from), end: toPoints(from + quote.length), quote };
}

export function saidOf(passage) {
  const words = passage.quote.split(/\s+/).length;
  return filled(ngettext("Keep the selected word", "Keep the %1 selected words", words), words);
}

export function fill(form, passage) {
  form.elements.start.value = passage.start;
  form.elements.end.value = passage.end;
  form.elements.quote.value = passage.quote;
}

function onSelect() {
  const root = document.querySelector("[data-passage-source]");
  const form = document.querySelector("form[data-passage-form]");
  const span = root && form && selectedSpan(root);
  const passage = span && passageOf(root.textContent, span);
  if (!passage) return;
  fill(form, passage);
  form.closest("details").querySelector("summary").textContent = saidOf(passage);
}

let timer = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(timer);
  timer = setTimeout(onSelect, 150);
});
