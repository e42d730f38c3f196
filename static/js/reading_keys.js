// What the reader does in the text: pick words, tag them, and go from there to notes and back.

import { _, filled } from "./i18n.js";
import { startSurface } from "./surface.js";

const isNotPicked = (page) => !page.reading.isOpen();
const isLocked = (page) => page.data.locked;

/** Leave what is open in the text; from elsewhere on the page only come back to it. */
function goBack(page) {
  if (document.activeElement.closest("[data-text], [data-toolbar], [data-tagbar]")) page.reading.leave();
  else page.reading.clear();
}

/** The keys of the text. Those without `run` are listened for where the words are picked. */
export const readingCommands = [
  {
    id: "move", label: _("Move by word, by line"),
    keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], scope: "text", fixed: true,
  },
  {
    id: "extend", label: _("Take in more words"),
    keys: ["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown"], scope: "text", fixed: true,
  },
  {
    id: "extend-exactly", label: _("Take in single characters"),
    keys: ["Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight"], scope: "text", fixed: true,
  },
  {
    id: "edges", label: _("First word, last word"),
    keys: ["Home", "End"], scope: "text", fixed: true,
  },
  {
    id: "choose-motif", label: _("Choose a motif for what is selected, or go to the tag's bar"),
    keys: ["Enter"], scope: "text", fixed: true,
    isOff: (page) => document.activeElement !== page.root,
    run: (page) => page.reading.enter(),
  },
  {
    id: "back", label: _("Back to the text"),
    keys: ["Escape"], scope: "everywhere", fixed: true,
    run: goBack,
  },
  {
    id: "whole", label: _("Tag the whole text"),
    keys: ["w"], scope: "page",
    isOff: isLocked,
    run: (page) => page.reading.focusWhole(),
  },
];

/** Return a command for each motif that is offered; the first nine have a number. */
export function motifCommands(motifs) {
  return motifs
    .filter((motif) => motif.offered)
    .map((motif, at) => ({
      id: `use.${motif.key}`,
      label: filled(_("Tag with %1"), motif.name),
      keys: at < 9 ? [String(at + 1)] : [],
      scope: "text",
      isOff: isNotPicked,
      run: (page) => page.reading.use(motif.key),
    }));
}

/** Wire the text to the page; returns what its surface can be told to do. */
export function startReading(page) {
  const surface = startSurface(page);
  page.find("[data-act=whole]")?.addEventListener("click", surface.focusWhole);
  return surface;
}
