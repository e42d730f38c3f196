// The motifs, offered beside the words that are selected.

import { _, filled } from "./i18n.js";
import { startFilter } from "./toolbar_filter.js";

const SAYS = _("%1: %2");

/** Return where a bar goes: under the last line of the words, or over the first, from their start. */
export function spotFor(rects, size, { top, bottom, width, over = false, backward = false }) {
  const first = rects[0];
  const last = rects.at(-1);
  const under = last.bottom + 8;
  const above = first.top - size.height - 8;
  const fitsAbove = above > top;
  const y = fitsAbove && (over || under + size.height > bottom) ? above : under;
  const line = over ? first : last;
  const x = Math.max(0, Math.min(backward ? line.right - size.width : line.left, width - size.width));
  return { x, y };
}

/** Put a bar beside the words, unless the style sheet docks it to the window. */
export function putBeside(bar, rects, { over = false } = {}) {
  const frame = bar.offsetParent?.getBoundingClientRect();
  if (!rects.length || !frame || getComputedStyle(bar).position === "fixed") return;
  const text = bar.offsetParent.querySelector("[data-text]");
  const backward = Boolean(text) && getComputedStyle(text).direction === "rtl";
  const limits = { top: 60, bottom: innerHeight - 20, width: innerWidth - 16, over, backward };
  const { x, y } = spotFor(rects, bar.getBoundingClientRect(), limits);
  bar.style.left = `${x - frame.left}px`;
  bar.style.top = `${y - frame.top}px`;
}

/** Let arrows move over the buttons of a bar that are shown; one of them can be reached by Tab. */
export function startRoving(bar) {
  const shown = () => [...bar.querySelectorAll("button")].filter((button) => button.offsetParent);
  function focusOn(button) {
    for (const other of bar.querySelectorAll("button")) other.tabIndex = other === button ? 0 : -1;
    button?.focus();
  }
  bar.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const buttons = shown();
    const at = buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    focusOn(buttons[(at + step + buttons.length) % buttons.length]);
  });
  const focusFirst = (selector) => focusOn(shown().find((button) => button.matches(selector)));
  return { focusOn, focusFirst };
}

/** Wire the toolbar; returns `show(rects, title)`, `hide()`, `focus()`, `showKept(isKept)`. */
export function startToolbar(bar, { motifs, onMotif, onGrow, onKeep, onLeave }) {
  const roving = startRoving(bar);
  const filter = startFilter(bar, motifs, { onMotif, roving });
  const keep = bar.querySelector("[data-act=keep]");
  const label = bar.getAttribute("aria-label");
  // A press on a button must leave the words selected.
  for (const kind of ["pointerdown", "mousedown"]) {
    bar.addEventListener(kind, (event) => event.target.matches("input") || event.preventDefault());
  }
  bar.addEventListener("click", (event) => {
    const { motif, grow, act } = event.target.closest("button")?.dataset ?? {};
    if (motif) onMotif(motif);
    else if (grow) onGrow(grow);
    else if (act === "keep") onKeep();
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    onLeave();
  });
  return {
    isOpen: () => !bar.hidden,
    hide() {
      bar.hidden = true;
      filter?.clear();
    },
    focus: () => roving.focusFirst("[data-motif]"),
    showKept: (isKept) => keep?.setAttribute("aria-pressed", isKept),
    show(rects, title, { grows = true } = {}) {
      bar.hidden = false;
      bar.querySelector("[data-target]").textContent = title;
      bar.setAttribute("aria-label", filled(SAYS, label, title));
      for (const part of bar.querySelectorAll("[data-for-words]")) part.hidden = !grows;
      putBeside(bar, rects);
    },
  };
}
