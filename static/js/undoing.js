// Undo and redo over the whole review: buttons, and a history kept in this browser by the review's
// name, so that both work after a reload too.
//
// In a field of words Ctrl+Z is the browser's own: it takes back letters, which come here as typing.
// Everywhere else, and by the buttons, whole steps are taken back.

import { added, ended, fitted, NONE, redone, stepOf, undone } from "./history.js";
import { _, filled } from "./i18n.js";

const PAUSE = 250;

const SAYS = {
  undone: _("Undone: %1"),
  redone: _("Redone: %1"),
  dropped: _("The reading was changed elsewhere. What came before can no longer be undone here."),
};

function keptIn(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? NONE;
  } catch {
    return NONE;
  }
}

function keep(key, history) {
  try {
    if (history.past.length || history.future.length) {
      localStorage.setItem(key, JSON.stringify(history));
    } else localStorage.removeItem(key);
  } catch {
    // No room: undo works as long as the page is open.
  }
}

export const historyKey = (name) => `variorum:history:${name}`;

export const forgetHistory = (name) => keep(historyKey(name), NONE);

/** Keeps the history of one review; `draft()` tells how it stands, `apply(changes, step)` changes it. */
export class Undoing {
  #history;
  #timer = 0;
  #keeping = 0;

  constructor({ name, find, draft, apply, nameOf }) {
    Object.assign(this, { key: historyKey(name), find, draft, apply, nameOf });
    this.#history = keptIn(this.key);
    document.addEventListener("focusout", () => this.#turn(ended(this.#history)));
    addEventListener("pagehide", () => keep(this.key, this.#history));
    for (const act of ["undo", "redo"]) {
      find(`[data-act=${act}]`).addEventListener("click", () => this[act]());
    }
  }

  /** Take in a change before it is made. */
  add(changes, what, { typing = false } = {}) {
    this.#turn(added(this.#history, stepOf(this.draft(), changes, what), { typing }));
  }

  undo() {
    this.#go(undone(this.#history, this.draft()), SAYS.undone);
  }

  redo() {
    this.#go(redone(this.#history, this.draft()), SAYS.redone);
  }

  /** Drop what does not lead to the reading as it stands, and say so. */
  fit() {
    const { history, dropped } = fitted(this.#history, this.draft());
    this.#turn(history);
    if (dropped) this.#say(SAYS.dropped, { stays: true });
  }

  get canUndo() {
    return this.#history.past.length > 0;
  }

  get canRedo() {
    return this.#history.future.length > 0;
  }

  #go(found, says) {
    if (!found) return;
    this.#turn(found.history);
    this.apply(found.changes, found.step);
    this.#say(filled(says, this.nameOf(found.step.what)));
  }

  #turn(history) {
    const isSame = history === this.#history;
    this.#history = history;
    clearTimeout(this.#keeping);
    if (!isSame) this.#keeping = setTimeout(() => keep(this.key, history), PAUSE);
    this.find("[data-act=undo]").ariaDisabled = String(!this.canUndo);
    this.find("[data-act=redo]").ariaDisabled = String(!this.canRedo);
  }

  #say(words, { stays = false } = {}) {
    const line = this.find("[data-undone]");
    line.textContent = words;
    clearTimeout(this.#timer);
    if (!stays) this.#timer = setTimeout(() => (line.textContent = ""), 6000);
  }
}
