// Commenting on selected words: by mouse, touch or keys; the form is the page's own.

import { shortened } from "./notes.js";
import { passagesOf } from "./passages.js";
import { Selecting } from "./selecting.js";
import { holds } from "./spans.js";
import { startTagging } from "./tagging.js";
import { startToolbar } from "./toolbar.js";
import { wordsOf } from "./words.js";

/** Put a span into the form; without one it is of the whole text. */
export function fill(form, span) {
  form.elements.start.value = span?.start ?? "";
  form.elements.end.value = span?.end ?? "";
  form.elements.quote.value = span?.quote ?? "";
  const quote = form.querySelector("[data-say-quote]");
  quote.hidden = !span;
  quote.textContent = span ? `“${shortened(span.quote)}”` : "";
  const label = form.querySelector("[data-say-label]");
  label.textContent = span ? label.dataset.words : label.dataset.whole;
  form.querySelector("[data-say-whole]").hidden = !span;
}

/**
 * Wire text, toolbar and form; where the reader does not talk, clicks still find threads.
 *
 * `placing` paints what is picked, `onClick(unit)` is told of a press; `isThread(unit)` says whether
 * a thread that is not open yet is to be found there.
 */
export function startCommenting({ find, root, text, offsets, language, placing, onClick, isThread }) {
  const form = find("[data-say]");
  const clear = () => {
    selecting.clear();
    tagging.pick(null);
    root.focus();
  };
  /** A finger means a thread; where there is none to open, the word. */
  function onTap(unit, word, { twice }) {
    if (!twice && holds(tagging.picked(), unit)) return clear();
    if (form && word && (twice || !isThread(unit))) return selecting.tap(word);
    selecting.clear();
    return onClick(unit);
  }
  const steps = passagesOf(text, language);
  const toolbar = startToolbar(find("[data-toolbar]"), {
    onMotif: (motif) => tagging.use(motif),
    onGrow: (step) => selecting.grow(steps[step], { forward: true }),
    onLeave: clear,
  });
  const tagging = startTagging({
    root,
    text,
    offsets,
    toolbar,
    onPending: (span, how) => placing.pick(span, how),
    onTag: ({ start, end, quote }) => {
      selecting.clear();
      fill(form, { start, end, quote });
      form.elements.body.focus();
      form.scrollIntoView({ block: "nearest" });
    },
  });
  const selecting = new Selecting({
    root,
    words: wordsOf(text, language),
    onClick,
    onTap,
    onPick: (span, { by }) => {
      const isInBar = find("[data-toolbar]").contains(document.activeElement);
      if (!form || (isInBar && !span)) return;
      if (!span && !tagging.isOpen()) return;
      tagging.pick(span, { handles: by === "tap" });
      if (span && (by === "key" || by === "tap")) find("[data-voice=words]").textContent = text.slice(span.start, span.end);
    },
  });
  placing.onPull = (span) => selecting.pull(span);
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    if (event.key !== "Enter") return;
    selecting.settle();
    if (!tagging.isOpen()) return;
    event.preventDefault();
    tagging.use("comment");
  });
  find("[data-say-whole]")?.addEventListener("click", () => fill(form, null));
}
