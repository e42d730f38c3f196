// The page of a text's readings: tags switched on and off, threads beside their words.

import { fillWithBlocks } from "./blocks.js";
import { keepInView } from "./caret.js";
import { startCommenting } from "./commenting.js";
import { offsetsOf } from "./offsets.js";
import { Placing } from "./placing.js";
import { rangeOf } from "./place.js";
import { spansAt } from "./spans.js";

/** Return the tags of the chosen readers and motifs. */
export function chosenOf(tags, { readers, motifs }) {
  return tags.filter(({ reader, motif }) => readers.has(reader) && motifs.has(motif));
}

/** Return spans in UTF-16 units, by place, as painting and placing take them. */
export function inUnits(spans, { toUnits }) {
  const found = spans.map((span) => ({
    ...span,
    start: toUnits(span.start),
    end: toUnits(span.end),
  }));
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

const checked = (form, name) =>
  new Set([...form.querySelectorAll(`[name=${name}]:checked`)].map(({ value }) => value));

/** Underline what is commented on; the tags are painted by `painting`. */
function paintComments(root, comments) {
  if (!("highlights" in CSS)) return;
  const ranges = comments.map(({ start, end }) => rangeOf(root, start, end));
  CSS.highlights.set("comment", new Highlight(...ranges));
}

function start(find) {
  const root = find("[data-text]");
  const data = JSON.parse(find("#talk-data").textContent);
  const text = root.textContent;
  // The server marks the tags for who has no scripts; here they are painted over plain words.
  fillWithBlocks(root, text);
  const offsets = offsetsOf(text);
  const tags = inUnits(data.tags, offsets);
  const comments = inUnits(data.comments, offsets);
  const switches = find("[data-switches]");
  const list = find("[data-threads]") ?? document.createElement("ol");
  list.dataset.placed = "";
  let shown = tags;
  const { language } = data;
  const spans = () => [...shown, ...comments];
  const placing = new Placing({ find, root, text, list, language, spans });
  let active = null;

  function activate(id) {
    active = id;
    for (const note of list.children) note.classList.toggle("note--active", note.dataset.tag === id);
    placing.show(active);
    paintComments(root, comments);
  }

  const threadAt = (unit) => spansAt(comments, unit)[0]?.id ?? null;

  function choose() {
    if (!switches) return;
    const readers = checked(switches, "reader");
    shown = chosenOf(tags, { readers, motifs: checked(switches, "motif") });
    activate(active);
  }

  find("[data-switch-button]")?.remove();
  switches?.addEventListener("change", choose);
  list.addEventListener("toggle", () => placing.layOut(), true);
  list.addEventListener("click", (event) => {
    const note = event.target.closest("[data-tag]");
    if (!note || note.dataset.tag === active) return;
    activate(note.dataset.tag);
    const words = comments.find(({ id }) => id === active);
    if (words && event.target.closest(".thread__place")) keepInView(root, words.start + 1);
  });
  startCommenting({
    find,
    root,
    text,
    offsets,
    language,
    placing,
    onClick: (unit) => activate(threadAt(unit)),
    isThread: (unit) => ![null, active].includes(threadAt(unit)),
  });
  choose();
  const aimed = document.getElementById(location.hash.slice(1) || "none");
  activate(aimed?.closest("[data-tag]")?.dataset.tag ?? null);
  find("[data-talk]").dataset.ready = "";
}

if (document.querySelector("[data-talk]")) start((selector) => document.querySelector(selector));
