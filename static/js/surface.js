// The text as a surface to mark: what is selected in it, tagged in it and clicked in it.

import { startHeard } from "./heard.js";
import { startKept } from "./kept_motif.js";
import { passagesOf } from "./passages.js";
import { Selecting } from "./selecting.js";
import { holds, spansAt } from "./spans.js";
import { startTagActs } from "./tag_acts.js";
import { startTagging } from "./tagging.js";
import { startToolbar } from "./toolbar.js";

/** Wire text, toolbar and tags to the page; where nothing can be changed, clicks find notes. */
export function startSurface(page) {
  const { data, find, root, text, offsets } = page;
  const offered = data.locked ? [] : data.motifs.filter((motif) => motif.offered);
  const words = page.placing.words;
  const steps = { ...words, ...passagesOf(text, data.text.language) };
  const bar = find("[data-toolbar]");
  const voice = find("[data-voice=words]");
  const heardIn = startHeard(text, ({ motif }) => page.motifs.get(motif).name);

  function clear() {
    selecting.clear();
    tagging.pick(null);
    acts.hide();
    root.focus({ preventScroll: true });
  }

  function leave() {
    if (!tagging.isOpen() && !acts.isOpen()) kept.keep(null);
    clear();
  }

  function onPick(span, { by }) {
    // While a dialog is open, or the bar has the focus, what was picked stays so: a box that is typed
    // in takes the selection away from the text, and in WebKit a button that gets the focus.
    const elsewhere = document.activeElement.closest("[data-toolbar], dialog");
    const isChosen = span && (by === "key" || by === "tap");
    if (!offered.length || (elsewhere && !isChosen)) return;
    kept.took(span, by);
    if (!span && !tagging.hasSpan()) return;
    if (span) acts.hide();
    tagging.pick(span, { handles: by === "tap" });
    if (!isChosen) return;
    const said = heardIn(span, page.spans());
    if (voice.textContent !== said) page.say(said);
  }

  /** A finger means the tags at a place; where there are none, and at its second tap, the word. */
  function onTap(unit, word, { twice }) {
    if (!twice && holds(tagging.picked(), unit)) return clear();
    const isWord = word && (twice || acts.isAt(unit) || !spansAt(page.spans(), unit).length);
    if (isWord && offered.length) return selecting.tap(word);
    selecting.clear();
    return acts.at(unit);
  }

  function toggleKept() {
    if (kept.motif) return kept.keep(null);
    if (tagging.hasSpan() || !kept.last) {
      keepNext = true;
      if (!tagging.isOpen()) tagging.pickKept();
      toolbar.showKept(true);
      return toolbar.focus();
    }
    return kept.keep(kept.last);
  }

  let keepNext = false;

  const toolbar = startToolbar(bar, {
    motifs: offered,
    onMotif: (motif) => use(motif),
    onGrow: (step) => selecting.grow(steps[step], { forward: true }),
    onKeep() {
      if (kept.motif) return kept.keep(null);
      keepNext = !keepNext;
      return toolbar.showKept(keepNext);
    },
    onLeave: leave,
  });
  const tagging = startTagging({
    root,
    text,
    offsets,
    toolbar,
    onPending: (span, how) => page.setPending(span, how),
    onRetag(id, motif) {
      acts.use(id, motif);
      root.focus({ preventScroll: true });
    },
    onKept: () => root.focus({ preventScroll: true }),
    onTag(tag) {
      selecting.clear();
      page.add(tag);
      root.focus({ preventScroll: true });
    },
  });
  const kept = startKept(find("[data-kept]"), {
    motifs: page.motifs,
    voice,
    use: (motif) => tagging.hasSpan() && tagging.use(motif),
    onChange: (motif) => toolbar.showKept(Boolean(motif)),
  });
  const acts = startTagActs(page, {
    words,
    bar: find("[data-tagbar]"),
    tagging,
    onLeave: clear,
  });
  const selecting = new Selecting({ root, words, onClick: (unit) => acts.at(unit), onPick, onTap });
  page.placing.onPull = (span) => selecting.pull(span);

  function use(motif) {
    kept.remember(motif);
    if (keepNext) kept.keep(motif);
    keepNext = false;
    toolbar.showKept(Boolean(kept.motif));
    tagging.use(motif);
  }

  document.addEventListener("click", (event) => {
    const whole = event.target.closest("[data-whole]");
    if (whole) page.activate(whole.dataset.whole);
    const keep = event.target.closest("[data-keep-motif]");
    if (!keep) return;
    kept.remember(keep.dataset.keepMotif);
    kept.keep(keep.dataset.keepMotif);
    root.focus({ preventScroll: true });
  });
  page.list.addEventListener("focusin", () => acts.hide());
  // How to go about it is said where one comes to the text first, not at every return to it.
  root.addEventListener("blur", () => root.removeAttribute("aria-describedby"), { once: true });

  return {
    acts,
    clear,
    leave,
    use,
    isOpen: () => tagging.isOpen(),
    focusToolbar: () => toolbar.focus(),
    settle: () => selecting.settle(),
    toggleKept,
    grow: (step, { forward }) => selecting.grow(steps[step], { forward }),
    /** Go on from what is picked: tag it with the motif that is kept, or choose one. */
    enter() {
      if (tagging.hasSpan() && kept.motif) tagging.use(kept.motif);
      else if (tagging.isOpen()) toolbar.focus();
      else acts.focus();
    },
    focusWhole() {
      if (!offered.length) return;
      tagging.pickWhole();
      toolbar.focus();
    },
  };
}
