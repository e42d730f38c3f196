// The notes in the margin: one for each tag, in the order of the text.

import { inOrder, tagId } from "variorum/draft";

/** Shorten words for a label, in the middle and between words, so that both ends stay. */
export function shortened(words, limit = 90) {
  const line = words.replace(/\s+/gu, " ").trim();
  if (line.length <= limit) return line;
  const half = Math.floor(limit / 2);
  const head = line.slice(0, half).replace(/ \S*$/u, "");
  const tail = line.slice(-half).replace(/^\S* /u, "");
  return `${head.toWellFormed?.() ?? head} … ${tail.toWellFormed?.() ?? tail}`;
}

/** Return for each tag the sigla of those that hold it: an inner tag says where it lies. */
export function insideOf(tag, tags) {
  return tags.filter(
    (other) =>
      other !== tag &&
      tag.start !== null &&
      other.start !== null &&
      other.start <= tag.start &&
      tag.end <= other.end &&
      other.end - other.start > tag.end - tag.start,
  );
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
  note.querySelector("[data-act=remove]")?.setAttribute("aria-label", `Delete the tag ${about}`);
  const words = note.querySelector("textarea");
  words.setAttribute("aria-label", `Note on ${about}`);
  words.readOnly = locked;
  return note;
}

function showInside(note, holders, motifs) {
  const line = note.querySelector("[data-inside]");
  const known = holders.map(({ motif }) => motif).join(" ");
  if (line.dataset.known === known) return;
  line.dataset.known = known;
  line.hidden = !holders.length;
  const sigla = holders.map(({ motif }) => siglum(motifs.get(motif)));
  line.replaceChildren("inside ", ...sigla.flatMap((sig, at) => (at ? [", ", sig] : [sig])));
}

/** Show the tags as notes. A note that is there keeps its element, and with it the typing. */
export function showNotes(list, tags, { template, motifs, quoteOf, active, locked }) {
  const there = new Map([...list.children].map((note) => [note.dataset.tag, note]));
  const sorted = inOrder(tags).filter((tag) => motifs.has(tag.motif));
  const notes = sorted.map((tag) => {
    const about = { motif: motifs.get(tag.motif), quote: quoteOf(tag), locked };
    const note = there.get(tagId(tag)) ?? newNote(template, tag, about);
    const words = note.querySelector("textarea");
    if (words.value !== tag.note) words.value = tag.note;
    words.hidden = locked && !tag.note;
    note.classList.toggle("note--active", tagId(tag) === active);
    showInside(note, insideOf(tag, sorted), motifs);
    return note;
  });
  const kept = new Set(notes);
  for (const note of [...list.children]) if (!kept.has(note)) note.remove();
  notes.forEach((note, at) => {
    if (list.children[at] !== note) list.insertBefore(note, list.children[at] ?? null);
  });
}

/** Listen to the notes: `onNote(id, words)`, `onRemove(id)`, `onShow(id, {toWords})`. */
export function startNotes(list, { onNote, onRemove, onShow }) {
  const idOf = (event) => event.target.closest("[data-tag]")?.dataset.tag;
  list.addEventListener("input", (event) => onNote(idOf(event), event.target.value));
  list.addEventListener("focusin", (event) => onShow(idOf(event)));
  list.addEventListener("click", (event) => {
    if (event.target.closest("[data-act=remove]")) onRemove(idOf(event));
    else if (idOf(event)) onShow(idOf(event), { toWords: event.target.closest("[data-name]") });
  });
}
