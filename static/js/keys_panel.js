// The panel of keys: every action with the key it now has, each to be given another.

import { keyOf } from "./commands.js";
import { _, filled } from "./i18n.js";
import { objectionTo, shownKey } from "./keymap.js";

const SAYS = {
  none: _("no key"),
  change: _("Change the key of “%1”"),
  asks: _("Press the new key of “%1”. Esc leaves it as it is, Backspace takes it away."),
  given: _("“%1” has %2 now."),
  taken: _("“%1” has no key now."),
  reset: _("All keys are as they were at first."),
};
const PLACES = {
  text: _("in the text"),
  scale: _("on a scale"),
  page: _("on the page"),
  everywhere: _("everywhere, also while you type"),
};

const kbds = (keys) =>
  keys.map((key) => Object.assign(document.createElement("kbd"), { textContent: shownKey(key) }));

function rowFor(template, command) {
  const row = template.content.cloneNode(true).querySelector("li");
  row.dataset.command = command.id;
  row.querySelector("[data-label]").textContent = command.label;
  const keys = kbds(command.keys);
  row.querySelector("[data-keys]").append(...(keys.length ? keys.flatMap((key) => [key, " "]) : [SAYS.none]));
  const change = row.querySelector("[data-act=change-key]");
  change.setAttribute("aria-label", filled(SAYS.change, command.label));
  change.hidden = Boolean(command.fixed);
  return row;
}

/** Write the keys that commands have now to wherever the page names them. */
export function showKeys(commands) {
  const keys = new Map(commands.map((one) => [one.id, one.keys[0]]));
  for (const place of document.querySelectorAll("[data-key-of]")) {
    const key = keys.get(place.dataset.keyOf);
    place.textContent = key ? shownKey(key) : "";
    place.hidden = !key;
  }
}

/** Wire the panel; returns `show()` for when a key has changed. */
export function startKeysPanel(panel, { keymap }) {
  const list = panel.querySelector("[data-commands]");
  const template = panel.querySelector("template");
  const voice = panel.querySelector("[data-said]");
  let asking = null;

  function show() {
    const had = document.activeElement.closest("[data-command]")?.dataset.command;
    const shown = keymap().commands().filter((one) => !one.isLong);
    const groups = Object.entries(PLACES).map(([scope, words]) => {
      const rows = shown.filter((one) => one.scope === scope).map((one) => rowFor(template, one));
      const group = document.createElement("div");
      const head = Object.assign(document.createElement("h3"), { textContent: words, id: `keys-${scope}` });
      const inner = document.createElement("ul");
      inner.setAttribute("aria-labelledby", head.id);
      inner.append(...rows);
      group.append(head, inner);
      return group;
    });
    list.replaceChildren(...groups);
    if (had) list.querySelector(`[data-command="${CSS.escape(had)}"] button`)?.focus();
  }

  function ask(id) {
    asking = keymap().commands().find((one) => one.id === id);
    voice.textContent = filled(SAYS.asks, asking.label);
  }

  function take(key) {
    const { id, label } = asking;
    if (key === "Escape") {
      voice.textContent = "";
    } else if (key === "Backspace") {
      keymap().give(id, []);
      voice.textContent = filled(SAYS.taken, label);
    } else {
      const objection = objectionTo(keymap().commands(), id, key);
      voice.textContent = objection || filled(SAYS.given, label, shownKey(key));
      if (objection) return;
      keymap().give(id, [key]);
    }
    asking = null;
  }

  panel.addEventListener("click", (event) => {
    const id = event.target.closest("[data-act=change-key]")?.closest("[data-command]").dataset.command;
    if (id) ask(id);
    else if (event.target.closest("[data-act=reset-keys]")) {
      keymap().reset();
      voice.textContent = SAYS.reset;
    } else if (event.target.closest("[data-act=close-keys]")) panel.hidePopover();
  });
  panel.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    if (asking && key) {
      event.preventDefault();
      event.stopPropagation();
      take(key);
    } else if (keymap().commands().find((one) => one.id === "keys").keys.includes(key)) {
      panel.hidePopover();
    }
  });
  panel.addEventListener("toggle", ({ newState }) => newState === "closed" && (asking = null));
  return { show };
}
