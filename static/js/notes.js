// The notes in the margin: one for each tag, in the order of the text.

import { inOrder, tagId } from "./draft.js";
import { _, filled } from "./i18n.js";

/** Shorten words for a label, in the middle and between words, so that both ends stay. */
export function shortened(words, limit = 90) {
  const line = words.replace(/\s+/gu, " ").trim();
  if (line.length <= limit) return line;
  const half = Math.floor(limit / 2);
  const head = line.slice(0, half).replace(/ \S*$/u, "");
  const tail = line.slice(-half).replace(/^\S* /u, "");
  return `${head.toWellFormed?.() ?? head} … ${tail.toWellFormed?.() ?? tail}`;
}

/** Return for each tag, in the order of the text, those that hold it: where it lies. */
export function holdersOf(tags) {
  let open = [];
  return tags.map((tag) => {
    if (tag.start === null) return [];
    open = open.filter(({ end }) => end > tag.start);
    const length = tag.end - tag.start;
    const isLonger = ({ start, end }) => end - start > length;
    const holders = open.filter((other) => tag.end <= other.end && isLonger(other));
    open.push(tag);
    return holders;
  });
}

function siglum(motif) {
  const sig = document.createElement("span");
  sig.className = `sig k${motif.tone}`;
  sig.textContent = motif.sigla;
  return sig;
}

function newNote(template, tag, { motif, quote, locked }) {
  const note = template.content.cloneNode(true).querySelector("li");
  note.dataset.tag = tagId(tag);
  note.classList.add(`k${motif.tone}`);
  note.querySelector("[data-name]").append(siglum(motif), ` ${motif.name}`);
  note.querySelector("[data-quote]").textContent = quote;
  const about = `${motif.name}, ${quote}`;
  note.querySelector("[data-act=remove]")?.setAttribute("aria-label", filled(_("Delete the tag %1"), about));
  const words = note.querySelector("textarea");
  words.setAttribute("aria-label", filled(_("Note on %1"), about));
  words.readOnly = locked;
  return note;
}

function showInside(note, holders, motifs) {
  const known = holders.map(({ motif }) => motif).join(" ");
  if ((note.dataset.inside ?? "") === known) return;
  note.dataset.inside = known;
  const line = note.querySelector("p[data-inside]");
  line.hidden = !holders.length;
  const sigla = holders.map(({ motif }) => siglum(motifs.get(motif)));
  line.replaceChildren(_("inside"), " ", ...sigla.flatMap((sig, at) => (at ? [", ", sig] : [sig])));
}

/**
 * Show the tags as notes. A note that is there keeps its element, and with it the typing.
 *
 * At first somewhat more notes are made than a window shows, then at most twice as many at a time;
 * the answer is how many are missing. The active one never is.
 */
export function showNotes(list, tags, { template, motifs, quoteOf, active, locked }) {
  const limit = list.childElementCount ? 60 : 30;
  const there = new Map([...list.children].map((note) => [note.dataset.tag, note]));
  const sorted = inOrder(tags).filter((tag) => motifs.has(tag.motif));
  const holders = holdersOf(sorted);
  const notes = [];
  let made = 0;
  sorted.forEach((tag, at) => {
    const id = tagId(tag);
    if (!there.has(id) && id !== active && made >= limit) return;
    const about = () => ({ motif: motifs.get(tag.motif), quote: quoteOf(tag), locked });
    const note = there.get(id) ?? newNote(template, tag, about());
    if (!there.has(id)) made += 1;
    if (shown.get(note) !== tag.note) showWords(note, tag.note, locked);
    note.classList.toggle("note--active", id === active);
    showInside(note, holders[at], motifs);
    notes.push(note);
  });
  const kept = new Set(notes);
  for (const note of there.values()) if (!kept.has(note)) note.remove();
  let next = list.firstElementChild;
  for (const note of notes) {
    if (note === next) next = next.nextElementSibling;
    else list.insertBefore(note, next);
  }
  return sorted.length - notes.length;
}

// What each note was last seen to say.
const shown = new WeakMap();

function showWords(note, said, locked) {
  const words = note.querySelector("textarea");
  if (words.value !== said) words.value = said;
  words.hidden = locked && !said;
  shown.set(note, said);
}

/** Listen to the notes: `onNote(id, words)`, `onRemove(id)`, `onShow(id, {toWords})`. */
export function startNotes(list, { onNote, onRemove, onShow }) {
  const idOf = (event) => event.target.closest("[data-tag]")?.dataset.tag;
  list.addEventListener("input", (event) => {
    shown.set(event.target.closest("[data-tag]"), event.target.value);
    onNote(idOf(event), event.target.value);
  });
  list.addEventListener("focusin", (event) => onShow(idOf(event)));
  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-act=remove]")) onRemove(idOf(event));
    else if (idOf(event)) onShow(idOf(event), { toWords: event.target.closest("[data-name]") });
  });
}
