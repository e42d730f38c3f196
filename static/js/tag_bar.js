// The bar of the tag that is active: the other tags at its place, and what can be done with it.

import { _, filled } from "./i18n.js";
import { putBeside, startRoving } from "./toolbar.js";

const SAYS = { bar: _("The tag %1"), other: _("%1, “%2”") };

function buttonFor({ id, name, sigla, tone, quote }, active) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.dataset.choose = id;
  button.setAttribute("aria-pressed", id === active);
  button.setAttribute("aria-label", filled(SAYS.other, name, quote));
  const sig = document.createElement("span");
  sig.className = `sig k${tone}`;
  sig.textContent = sigla;
  button.append(sig, ` ${name}`);
  return button;
}

/**
 * Wire the bar; `show(tags, active, rects)` lists the tags at a place, innermost first.
 *
 * `onChoose(id)` is told which of them is meant, `onAct(act)` what is to be done with it.
 */
export function startTagBar(bar, { onChoose, onAct, onLeave }) {
  const here = bar.querySelector("[data-here]");
  const roving = startRoving(bar);
  // A press on a button must leave the focus where it is: in the text.
  bar.addEventListener("pointerdown", (event) => event.preventDefault());
  bar.addEventListener("mousedown", (event) => event.preventDefault());
  bar.addEventListener("click", (event) => {
    const { choose, act } = event.target.closest("button")?.dataset ?? {};
    if (choose) onChoose(choose);
    else if (act) onAct(act);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    onLeave();
  });
  return {
    isOpen: () => !bar.hidden,
    hide: () => (bar.hidden = true),
    focus: () => roving.focusFirst("[aria-pressed=true]"),
    show(tags, active, rects) {
      const hadFocus = here.contains(document.activeElement);
      here.replaceChildren(...tags.map((tag) => buttonFor(tag, active)));
      const shown = tags.find(({ id }) => id === active);
      bar.setAttribute("aria-label", filled(SAYS.bar, shown?.name ?? ""));
      bar.hidden = false;
      putBeside(bar, rects, { over: true });
      if (hadFocus) roving.focusFirst("[aria-pressed=true]");
    },
  };
}
