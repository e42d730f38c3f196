// Keeping a passage: what is selected in the text is copied into the form, with its offsets.
import { selectionWithin } from "variorum/codepoints";

export function describe(found) {
  const words = found.quote.split(/\s+/).length;
  return `${words} ${words === 1 ? "word" : "words"} selected, characters ${found.start} to ${found.end}.`;
}

export function fill(form, found) {
  form.elements.start.value = found.start;
  form.elements.end.value = found.end;
  form.elements.quote.value = found.quote;
  form.querySelector("[data-passage-said]").textContent = describe(found);
}

function onSelect() {
  const root = document.querySelector("[data-passage-source]");
  const form = document.querySelector("form[data-passage-form]");
  if (!root || !form) return;
  const found = selectionWithin(root, document.getSelection());
  if (!found) return;
  form.closest("details").open = true;
  fill(form, found);
}

// On the end of a selection, not while it grows: by pointer or by keyboard.
for (const kind of ["pointerup", "keyup"]) {
  document.addEventListener(kind, (event) => {
    if (event.target.closest?.("[data-passage-form]")) return;
    setTimeout(onSelect, 0);
  });
}
