// The tags of the whole text, named above it.

import { tagId } from "./draft.js";
import { _, filled } from "./i18n.js";

const SAYS = _("%1, the whole text");

function itemFor(tag, motif, active) {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  button.dataset.whole = tagId(tag);
  button.setAttribute("aria-pressed", tagId(tag) === active);
  button.setAttribute("aria-label", filled(SAYS, motif.name));
  const sig = document.createElement("span");
  sig.className = `sig k${motif.tone}`;
  sig.textContent = motif.sigla;
  button.append(sig, ` ${motif.name}`);
  item.append(button);
  return item;
}

/** Show those of the tags that are the whole text's; a pressed one keeps the focus. */
export function showWhole(box, tags, { motifs, active }) {
  const list = box.querySelector("ul");
  const { activeElement } = document;
  const focused = list.contains(activeElement) ? activeElement.dataset.whole : null;
  const whole = tags.filter((tag) => tag.start === null && motifs.has(tag.motif));
  list.replaceChildren(...whole.map((tag) => itemFor(tag, motifs.get(tag.motif), active)));
  box.hidden = !whole.length;
  if (focused) list.querySelector(`[data-whole="${CSS.escape(focused)}"]`)?.focus();
}
