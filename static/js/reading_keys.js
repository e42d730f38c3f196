// What the reader does in the text: pick words, tag them, and go from there to notes and back.

import { Selecting } from "variorum/selecting";
import { startTagging } from "variorum/tagging";
import { startToolbar } from "variorum/toolbar";
import { wordsOf } from "variorum/words";

const isNotPicked = (page) => !page.reading.isOpen();
const isLocked = (page) => page.data.locked;

/** The keys of the text. Those without `run` are listened for where the words are picked. */
export const readingCommands = [
  {
    id: "move", label: "Move by word, by line",
    keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], scope: "text", fixed: true,
  },
  {
    id: "extend", label: "Take in more words",
    keys: ["Shift+ArrowLeft", "Shift+ArrowRight", "Shift+ArrowUp", "Shift+ArrowDown"], scope: "text", fixed: true,
  },
  {
    id: "extend-exactly", label: "Take in single characters",
    keys: ["Alt+Shift+ArrowLeft", "Alt+Shift+ArrowRight"], scope: "text", fixed: true,
  },
  {
    id: "edges", label: "First word, last word",
    keys: ["Home", "End"], scope: "text", fixed: true,
  },
  {
    id: "choose-motif", label: "Choose a motif for what is selected",
    keys: ["Enter"], scope: "text", fixed: true,
    isOff: (page) => isNotPicked(page) || document.activeElement !== page.root,
    run: (page) => page.reading.choose(),
  },
  {
    id: "back", label: "Back to the text",
    keys: ["Escape"], scope: "everywhere", fixed: true,
    run: (page) => page.reading.clear(),
  },
  {
    id: "whole", label: "Tag the whole text",
    keys: ["w"], scope: "page",
    isOff: isLocked,
    run: (page) => page.reading.pickWhole(),
  },
];

/** Return a command for each motif that is offered; the first nine have a number. */
export function motifCommands(motifs) {
  return motifs
    .filter((motif) => motif.offered)
    .map((motif, at) => ({
      id: `use.${motif.key}`,
      label: `Tag with ${motif.name}`,
      keys: at < 9 ? [String(at + 1)] : [],
      scope: "text",
      isOff: isNotPicked,
      run: (page) => page.reading.use(motif.key),
    }));
}

/** Wire text and toolbar to the page; where nothing can be changed, clicks still find notes. */
export function startReading(page) {
  const { data, find, root, text, offsets } = page;
  const offered = data.locked ? [] : data.motifs.filter((motif) => motif.offered);
  const clear = () => {
    selecting.clear();
    tagging.pick(null);
    root.focus();
  };
  const toolbar = startToolbar(find("[data-toolbar]"), {
    onMotif: (motif) => tagging.use(motif),
    onLeave: clear,
  });
  const tagging = startTagging({
    root,
    text,
    offsets,
    toolbar,
    onPending: (span) => page.setPending(span),
    onTag: (tag) => {
      selecting.clear();
      page.add(tag);
      root.focus({ preventScroll: true });
    },
  });
  const selecting = new Selecting({
    root,
    words: wordsOf(text, data.text.language),
    onClick: (unit) => page.activateAt(unit),
    onPick: (span, { byKey }) => {
      // While a dialog is open, or the bar has the focus, what was picked stays so.
      const elsewhere = document.activeElement.closest("[data-toolbar], dialog");
      if (!offered.length || elsewhere || (!span && !tagging.isOpen())) return;
      tagging.pick(span);
      if (byKey && span) find("[data-voice=words]").textContent = text.slice(span.start, span.end);
    },
  });
  const pickWhole = () => {
    if (!offered.length) return;
    tagging.pickWhole();
    toolbar.focus();
  };
  find("[data-act=whole]")?.addEventListener("click", pickWhole);
  return {
    clear,
    pickWhole,
    isOpen: () => tagging.isOpen(),
    use: (motif) => tagging.use(motif),
    choose: () => toolbar.focus(),
    settle: () => selecting.settle(),
  };
}
