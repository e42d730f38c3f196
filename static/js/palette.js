// The palette: every command by its name. A combobox over a listbox, in a dialog that gives the focus
// and the selected words back.

import { shownKey } from "./keymap.js";

const SHOWN = 60;
const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Return the commands whose label has every word of the query: those that begin with it, others, long ones. */
export function matching(commands, query) {
  const wanted = fold(query).split(/\s+/).filter(Boolean);
  const found = commands
    .filter(({ run, isLong }) => run && (wanted.length || !isLong))
    .map((command) => ({ command, label: fold(command.label) }))
    .filter(({ label }) => wanted.every((word) => label.includes(word)));
  const begins = (label) => wanted.length && label.startsWith(wanted[0]);
  const rank = ({ command, label }) => (command.isLong ? 2 : Number(!begins(label)));
  return found.sort((a, b) => rank(a) - rank(b)).map(({ command }) => command);
}

function optionFor({ id, label, keys }, name) {
  const option = document.createElement("li");
  Object.assign(option, { id: `palette-${name}`, role: "option", ariaSelected: "false" });
  option.dataset.command = id;
  option.append(label);
  for (const key of keys.slice(0, 1)) {
    const kbd = document.createElement("kbd");
    kbd.textContent = shownKey(key);
    option.append(" ", kbd);
  }
  return option;
}

let opened = null;

export const openPalette = () => opened?.();

/** Wire the dialog; `openPalette` opens it from then on. */
export function startPalette(page, dialog) {
  const input = dialog.querySelector("input");
  const list = dialog.querySelector("[role=listbox]");
  const none = dialog.querySelector("[data-none]");
  // What can be done is what could be where the reader was: in the dialog nothing else has the focus.
  let usable = [];
  let found = [];
  let at = 0;
  let shown = 0;
  let back = null;

  function point(next) {
    list.children[at]?.setAttribute("aria-selected", "false");
    at = next;
    const option = list.children[at];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) input.setAttribute("aria-activedescendant", option.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function show() {
    found = matching(usable, input.value).slice(0, SHOWN);
    // Under a name it had before, another command would be passed over in silence.
    shown += 1;
    list.replaceChildren(...found.map((command, number) => optionFor(command, `${shown}-${number}`)));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    none.textContent = found.length ? "" : none.dataset.none;
    at = 0;
    point(0);
  }

  function close(command) {
    dialog.close();
    const { focus, anchor, head } = back;
    focus?.focus({ preventScroll: true });
    if (anchor?.node?.isConnected && head?.node?.isConnected && !anchor.node.contains(dialog)) {
      const selection = document.getSelection();
      selection.setBaseAndExtent(anchor.node, anchor.offset, head.node, head.offset);
    }
    command?.run(page);
  }

  input.addEventListener("input", show);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    close();
  });
  dialog.addEventListener("click", (event) => {
    const id = event.target.closest("[data-command]")?.dataset.command;
    if (id) close(found.find((one) => one.id === id));
    else if (event.target === dialog) close();
  });
  dialog.addEventListener("keydown", (event) => {
    const last = found.length - 1;
    const next = { ArrowDown: at < last ? at + 1 : 0, ArrowUp: at > 0 ? at - 1 : last };
    if (event.isComposing) return;
    if (event.key in next) point(next[event.key]);
    else if (event.key === "Enter") found[at] && close(found[at]);
    else if (event.key === "k" && (event.ctrlKey || event.metaKey)) close();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => event.target.closest("[data-act=palette]") && openPalette());
  opened = () => {
    if (dialog.open || document.querySelector("dialog[open]")) return;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = document.getSelection();
    back = {
      focus: document.activeElement,
      anchor: { node: anchorNode, offset: anchorOffset },
      head: { node: focusNode, offset: focusOffset },
    };
    usable = page.keymap.commands().filter((one) => one.id !== "palette" && !one.isOff?.(page));
    input.value = "";
    dialog.showModal();
    input.focus();
    show();
  };
}
