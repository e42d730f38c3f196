// A motif kept for all that is selected next: it is chosen once, and each selection is tagged.

import { _, filled } from "./i18n.js";

// A second and third press of the mouse may follow, and fingers pull at a selection for a while.
const WAITS = { drag: 0, presses: 350, touch: 900, tap: 900 };

const SAYS = { on: _("%1 is kept: what you select is tagged with it."), off: _("No motif is kept.") };

/** Return how long to wait before a selection counts as made; null where a key will say so. */
export function waitFor(by) {
  return by === "key" ? null : (WAITS[by] ?? 0);
}

/** Wire the line that says which motif is kept. `use(motif)` tags what is picked. */
export function startKept(line, { motifs, voice, use, onChange }) {
  let kept = null;
  let last = null;
  let timer = 0;
  function keep(key) {
    clearTimeout(timer);
    if (kept === key) return;
    kept = key;
    const motif = motifs.get(key);
    line.hidden = !motif;
    voice.textContent = motif ? filled(SAYS.on, motif.name) : SAYS.off;
    if (motif) {
      const sig = line.querySelector(".sig");
      sig.className = `sig k${motif.tone}`;
      sig.textContent = motif.sigla;
      line.querySelector("[data-kept-name]").textContent = motif.name;
    }
    onChange(kept);
  }
  line.querySelector("[data-act=unkeep]").addEventListener("click", () => keep(null));
  return {
    keep,
    get motif() {
      return kept;
    },
    /** The motif that was chosen last, which a key keeps without asking. */
    get last() {
      return last;
    },
    remember: (key) => (last = key),
    /** Tag what was selected with the motif that is kept, once the selecting is over. */
    took(span, by) {
      clearTimeout(timer);
      const wait = waitFor(by);
      if (kept && span && wait !== null) timer = setTimeout(() => kept && use(kept), wait);
    },
  };
}
