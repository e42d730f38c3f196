// Proposing a motif while reading: a small form, filled from the words that are selected.

import { _ } from "./i18n.js";
import { shortened } from "./notes.js";
import { selectedSpan } from "./place.js";
import { hashOf } from "./place_link.js";
import { send } from "./sending.js";
import { wordsOf } from "./words.js";

const TONES = 6;

export const proposingCommands = [
  {
    id: "propose", label: _("Propose a motif, from the words selected"),
    keys: ["M"], scope: "page",
    isOff: (page) => !page.propose,
    run: (page) => page.propose(),
  },
];

/** Return the body of the request: the words go with it only where some were selected. */
export function proposalOf(fields, review, span) {
  const { name, definition } = fields;
  return { review, name: name.trim(), definition: definition.trim(), ...(span ?? {}) };
}

/** Return why it was not taken, in the server's words where it gave some. */
export function wrongIn({ errors = [], detail = "" }, otherwise) {
  return errors.map(({ message }) => message).join(" ") || detail || otherwise;
}

/** Let the reader propose; returns what opens the form, or nothing where there is none. */
export function startProposing({ page, saver, dialog }) {
  if (!dialog) return undefined;
  const { root, text, offsets, data } = page;
  const words = wordsOf(text, data.text.language);
  const form = dialog.querySelector("form");
  const wrong = dialog.querySelector("[data-wrong]");
  let span = null;

  function open() {
    const picked = selectedSpan(root);
    const units = picked && words.snapped(picked.start, picked.end);
    span = units && { start: offsets.toPoints(units.start), end: offsets.toPoints(units.end) };
    const quote = units ? `“${shortened(text.slice(units.start, units.end), 160)}”` : "";
    dialog.querySelector("[data-words]").textContent = quote || dialog.dataset.whole;
    wrong.hidden = true;
    dialog.showModal();
  }

  /** Tag with the new motif, save, and load the page anew: its lists of motifs have one more. */
  async function take(motif) {
    const { key, name, sigla } = motif;
    page.motifs.set(key, { key, name, sigla, tone: (page.motifs.size % TONES) + 1, offered: true });
    page.add({ motif: key, start: span?.start ?? null, end: span?.end ?? null, note: "" });
    dialog.close();
    // What is not saved is on the page alone, which cannot be loaded where the site does not answer.
    if (!["saved", "incomplete"].includes(await saver.flush())) return;
    history.replaceState(history.state, "", location.pathname + (span ? hashOf(span) : ""));
    location.reload();
  }

  async function propose() {
    const body = proposalOf(Object.fromEntries(new FormData(form)), data.id, span);
    const answer = await send("POST", dialog.dataset.url, body);
    if (answer.ok) return take(answer.data);
    wrong.textContent = wrongIn(answer.data, dialog.dataset.failed);
    wrong.hidden = false;
    return undefined;
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter?.value === "cancel") return;
    event.preventDefault();
    propose();
  });
  const button = document.querySelector("[data-act=propose]");
  // A press on the button must leave the words selected.
  button?.addEventListener("pointerdown", (event) => event.preventDefault());
  button?.addEventListener("mousedown", (event) => event.preventDefault());
  button?.addEventListener("click", open);
  return open;
}
