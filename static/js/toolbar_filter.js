// The box of the toolbar that narrows its motifs to what is typed.

import { _, filled } from "./i18n.js";
import { matching } from "./motif_filter.js";

const SAYS = {
  none: _("No motif is called that."),
  found: _("%1, %2 of %3 motifs. Enter takes it."),
};

const isLetter = ({ key, ctrlKey, metaKey, altKey }) =>
  !ctrlKey && !metaKey && !altKey && /^\p{L}$/u.test(key);

/** Wire the box: a letter typed anywhere in the bar goes to it, Enter takes the first motif. */
export function startFilter(bar, motifs, { onMotif, roving }) {
  const box = bar.querySelector("[data-filter]");
  if (!box) return null;
  const list = bar.querySelector(".toolbar__motifs");
  const voice = bar.querySelector("[data-found]");
  const buttons = new Map([...list.children].map((button) => [button.dataset.motif, button]));
  const always = !box.hidden;
  let first = null;
  function narrow() {
    const found = matching(motifs, box.value);
    const typed = box.value.trim() !== "";
    first = typed ? (found[0] ?? null) : null;
    for (const button of buttons.values()) button.hidden = true;
    for (const { key } of found) {
      buttons.get(key).hidden = false;
      list.append(buttons.get(key));
      buttons.get(key).classList.toggle("toolbar__first", key === first?.key);
    }
    bar.querySelector("[data-none]").hidden = found.length > 0;
    const said = first && filled(SAYS.found, first.name, found.length, motifs.length);
    voice.textContent = !typed ? "" : (said ?? SAYS.none);
  }
  function clear() {
    if (box.value) {
      box.value = "";
      narrow();
    }
    box.hidden = !always;
  }
  box.addEventListener("input", narrow);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      if (first) onMotif(first.key);
    } else if (event.key === "Escape" && box.value) {
      event.preventDefault();
      clear();
      roving.focusFirst("[data-motif]");
    } else if (event.key === "ArrowDown") {
      event.preventDefault();
      roving.focusFirst("[data-motif]");
    }
  });
  bar.addEventListener("keydown", (event) => {
    if (event.target === box || !isLetter(event)) return;
    // The letter itself lands in the box, which has the focus when it is typed: it is no command.
    event.stopPropagation();
    box.hidden = false;
    box.focus();
  });
  return { clear };
}
