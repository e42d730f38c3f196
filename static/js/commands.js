// Everything the reader can do by a key, in one list: {id, label, keys, scope, run(page), isOff?(page),
// target?}. Each feature's module exports an array of its own; they are put together here.
//
// A scope says where a key counts: `text`, in the text and the bar of motifs; `scale`, on the points of
// a scale; `page`, anywhere but where one types; `everywhere`, there too, for keys that write nothing.
// `fixed` ones are listed and cannot be changed; where one has no `run`, its own part listens for it.
// A key is written as the event has it, after "Ctrl+" (on a Mac also Cmd), "Alt+" and, where no
// character tells it, "Shift+".

import { latinKeyOf } from "./keyboards.js";

const TYPED = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
const PLACES = { text: "[data-text], [data-toolbar]", scale: "[data-scale] [type=radio]" };

export const isTyping = (target) => Boolean(target.closest?.(TYPED));

/** Return how a key that was pressed is written; nothing for a modifier alone. */
export function keyOf(event) {
  const key = latinKeyOf(event);
  if (["Shift", "Control", "Alt", "Meta", "AltGraph", "Dead", "Process"].includes(key)) return "";
  const third = event.getModifierState?.("AltGraph");
  const control = (event.ctrlKey || event.metaKey) && !third;
  const alt = event.altKey && !third;
  const isCharacter = [...key].length === 1;
  const shift = event.shiftKey && (!isCharacter || control || alt || key === " ");
  const name = isCharacter && (control || alt) ? key.toLowerCase() : key;
  return [control && "Ctrl", alt && "Alt", shift && "Shift", name === " " ? "Space" : name]
    .filter(Boolean)
    .join("+");
}

/** Say whether two scopes can be asked at once, so that one key cannot serve both. */
export const overlaps = (one, other) =>
  one === other || [one, other].some((scope) => scope === "page" || scope === "everywhere");

export function counts(scope, target) {
  if (scope === "everywhere") return true;
  if (isTyping(target)) return false;
  return scope === "page" || Boolean(target.closest?.(PLACES[scope]));
}

const writes = (key) => [...key].length === 1 || ["Space", "Enter", "Backspace", "Delete"].includes(key);

/** Return the command a key stands for at a place, or undefined. */
export function commandFor(commands, key, target) {
  const typing = isTyping(target);
  return commands.find(
    ({ keys, scope, run }) =>
      run && keys.includes(key) && counts(scope, target) && !(typing && writes(key)),
  );
}

/** Listen for all keys at one place. `commands()` tells them with the keys they now have. */
export function startCommands(page, commands) {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || !event.target.closest) return;
    // What is open over the page has its own keys; Escape closes it.
    const over = event.target.closest("dialog, [popover]");
    const open = document.querySelector("[popover]:popover-open");
    if (over || (open && event.key === "Escape")) return;
    if (event.target.closest(PLACES.text)) page.reading.settle();
    const command = commandFor(commands(), keyOf(event), event.target);
    if (!command || command.isOff?.(page)) return;
    event.preventDefault();
    command.run(page);
  });
}
