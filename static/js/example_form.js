// Words of a text as an example: what is selected goes into the form, with its offsets.

import { fill, passageOf } from "./keep_passage.js";
import { offsetsOf } from "./offsets.js";
import { selectedSpan } from "./place.js";
import { spanIn } from "./place_link.js";

/** Return the passage that the page's address names, or null. */
export function passageAt(text, hash) {
  const span = spanIn(hash);
  const { length, toUnits } = offsetsOf(text);
  if (!span || span.end > length) return null;
  return passageOf(text, { start: toUnits(span.start), end: toUnits(span.end) });
}

function choose(passage) {
  const form = document.querySelector("[data-example-form]");
  fill(form, passage);
  form.querySelector("[data-chosen-words]").textContent = `${form.dataset.chosen} ${passage.quote}`;
}

function onSelect(root) {
  const span = selectedSpan(root);
  const passage = span && passageOf(root.textContent, span);
  if (passage) choose(passage);
}

function start() {
  const root = document.querySelector("[data-passage-source]");
  if (!root || !document.querySelector("[data-example-form]")) return;
  const passage = passageAt(root.textContent, location.hash);
  if (passage) choose(passage);
  // Words may have been selected before the page listened.
  onSelect(root);
  let timer = 0;
  document.addEventListener("selectionchange", () => {
    clearTimeout(timer);
    timer = setTimeout(() => onSelect(root), 150);
  });
}

start();
