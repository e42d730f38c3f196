// Which keys the reader has given to commands instead of those they begin with; kept in this browser.

import { overlaps } from "./commands.js";
import { _, filled } from "./i18n.js";

const KEPT = "variorum:keys";
const RESERVED = ["Tab", "Shift+Tab", "Escape", "Enter", "Space"];

const SAYS = {
  taken: _("%1 is the key of “%2”. Choose another, or change that one first."),
  reserved: _("%1 is needed to move about the page. Choose another."),
  writes: _("%1 alone writes a letter where one types. Hold Ctrl or Alt with it."),
};
const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

/** Return a key as it is shown: "Ctrl+k" as "Ctrl K". */
export function shownKey(key) {
  const parts = key === "+" || key.endsWith("++") ? [...key.slice(0, -1).split("+"), "+"] : key.split("+");
  const last = NAMES[parts.at(-1)] ?? parts.at(-1);
  const isChord = parts.length > 1;
  const name = isChord && last.length === 1 ? last.toUpperCase() : last;
  return [...parts.slice(0, -1), name].filter(Boolean).join(" ");
}

/** Return the commands with the keys that were given to them. */
export const remapped = (commands, given) =>
  commands.map((one) => (Object.hasOwn(given, one.id) && !one.fixed ? { ...one, keys: given[one.id] } : one));

/** Return why a command cannot have a key, as a sentence; nothing where it can. */
export function objectionTo(commands, id, key) {
  const command = commands.find((one) => one.id === id);
  if (RESERVED.includes(key)) return filled(SAYS.reserved, shownKey(key));
  if (command.scope === "everywhere" && [...key].length === 1) return filled(SAYS.writes, shownKey(key));
  const other = commands.find(
    (one) => one.id !== id && one.keys.includes(key) && overlaps(one.scope, command.scope),
  );
  return other ? filled(SAYS.taken, shownKey(key), other.label) : "";
}

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? {};
  } catch {
    return {};
  }
}

/** Keeps what was given: `commands()`, `give(id, keys)`, `reset()`; `onChange()` hears of it. */
export class Keymap {
  #given = kept();

  constructor(commands, onChange) {
    Object.assign(this, { all: commands, onChange });
    addEventListener("storage", ({ key }) => key === KEPT && this.#turn(kept(), { keep: false }));
    this.#turn(this.#given, { keep: false });
  }

  commands = () => this.now;

  give(id, keys) {
    this.#turn({ ...this.#given, [id]: keys });
  }

  reset() {
    this.#turn({});
  }

  #turn(given, { keep = true } = {}) {
    this.#given = given;
    this.now = remapped(this.all, given);
    if (keep) {
      try {
        localStorage.setItem(KEPT, JSON.stringify(given));
      } catch {
        // No room: the keys hold as long as the page is open.
      }
    }
    this.onChange(this.now);
  }
}
