// What the reader does in the text: pick words, tag them, go to notes and ratings, all by keys too.

import { Selecting } from "variorum/selecting";
import { startTagging } from "variorum/tagging";
import { startToolbar } from "variorum/toolbar";
import { wordsOf } from "variorum/words";

/** Return the motif that a key stands for, or null. */
export function motifFor(key, motifs) {
  return /^[1-9]$/.test(key) ? (motifs[Number(key) - 1] ?? null) : null;
}

function startKeys(page, { selecting, tagging, toolbar, offered, clear }) {
  const { find, root } = page;
  const panel = find("#keys");
  const jumps = {
    Enter: () => tagging.isOpen() && toolbar.focus(),
    Escape: () => clear(),
    n: () => page.focusNote(),
    r: () => find("[data-scale] input:checked, [data-scale] input")?.focus(),
    c: () => find("[data-field=comment]")?.focus(),
    w: () => tagging.pickWhole(),
    "?": () => panel.togglePopover(),
  };
  const onKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // The browser closes an open panel, unless the key is taken from it.
    if (event.key === "Escape" && panel.matches(":popover-open")) return;
    if (event.currentTarget === root) selecting.settle();
    const motif = tagging.isOpen() ? motifFor(event.key, offered) : null;
    if (!motif && (event.currentTarget !== root || !Object.hasOwn(jumps, event.key))) return;
    event.preventDefault();
    if (motif) tagging.use(motif.key);
    else jumps[event.key]();
  };
  root.addEventListener("keydown", onKey);
  find("[data-toolbar]").addEventListener("keydown", onKey);
  panel.addEventListener("keydown", (event) => event.key === "?" && panel.hidePopover());
  document.addEventListener("keydown", (event) => {
    const aside = event.target.closest("[data-notes], [data-rate], [data-field]");
    if (event.key === "Escape" && aside) root.focus();
  });
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
      if (!offered.length || find("[data-toolbar]").contains(document.activeElement)) return;
      if (!span && !tagging.isOpen()) return;
      tagging.pick(span);
      if (byKey && span) find("[data-voice=words]").textContent = text.slice(span.start, span.end);
    },
  });
  startKeys(page, { selecting, tagging, toolbar, offered, clear });
  find("[data-act=whole]")?.addEventListener("click", () => {
    tagging.pickWhole();
    toolbar.focus();
  });
}
