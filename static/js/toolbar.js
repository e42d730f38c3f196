// The motifs, offered beside the words that are selected.

/** Return where the toolbar goes: under the last line of the words, or over the first. */
export function spotFor(rects, size, { top, bottom, width }) {
  const first = rects[0];
  const last = rects.at(-1);
  const under = last.bottom + 8;
  const over = first.top - size.height - 8;
  const y = under + size.height > bottom && over > top ? over : under;
  const x = Math.max(0, Math.min(last.left, width - size.width));
  return { x, y };
}

/** Wire the toolbar; returns `show(rects, title)`, `hide()`, `focus()`, `isOpen()`. */
export function startToolbar(bar, { onMotif, onLeave }) {
  const buttons = [...bar.querySelectorAll("[data-motif]")];
  // A press on a button must leave the words selected.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const motif = event.target.closest("[data-motif]")?.dataset.motif;
    if (motif) onMotif(motif);
  });
  bar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") onLeave();
    else if (step) {
      event.preventDefault();
      focusOn(buttons, (at + step + buttons.length) % buttons.length);
    }
  });
  focusable(buttons, 0);
  return {
    isOpen: () => !bar.hidden,
    hide: () => (bar.hidden = true),
    focus: () => focusOn(buttons, 0),
    show(rects, title) {
      bar.hidden = false;
      bar.querySelector("[data-target]").textContent = title;
      const frame = bar.offsetParent?.getBoundingClientRect();
      if (!rects.length || !frame || getComputedStyle(bar).position === "fixed") return;
      const limits = { top: 60, bottom: innerHeight - 20, width: innerWidth - 16 };
      const { x, y } = spotFor(rects, bar.getBoundingClientRect(), limits);
      bar.style.left = `${x - frame.left}px`;
      bar.style.top = `${y - frame.top}px`;
    },
  };
}

/** One of the buttons can be reached by Tab, the others by arrows. */
function focusable(buttons, at) {
  buttons.forEach((button, number) => (button.tabIndex = number === at ? 0 : -1));
}

function focusOn(buttons, at) {
  focusable(buttons, at);
  buttons[at]?.focus();
}
