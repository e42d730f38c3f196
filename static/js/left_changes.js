// Changes that did not become part of a reading that is locked now: they can be read and copied.

import { linesOf, titleOf } from "./conflict.js";
import { differences, merged } from "./draft.js";
import { unconfirmed } from "./record.js";

const paragraph = (line) => Object.assign(document.createElement("p"), { textContent: line, dir: "auto" });

function sectionFor(title, lines) {
  const section = document.createElement("section");
  const head = Object.assign(document.createElement("h3"), { textContent: title });
  section.append(head, ...lines.map(paragraph));
  return section;
}

/** Count what was left in the records; a button shows it beside nothing that could be changed. */
export function startLeft(page, records) {
  const { find, stored, scales } = page;
  const touched = records.flatMap(({ sent, waiting }) => [...sent.touched, ...waiting.touched]);
  const changes = records.map(unconfirmed).reduce(merged, {});
  const told = (row) => ({ ...page, scale: scales.get(row.scale), quoteOf: (tag) => page.quoteOf(tag) });
  const dialog = find("[data-left]");
  const button = find("[data-act=show-left]");
  const rows = differences(stored, changes).filter(({ scale }) => !scale || scales.has(scale));
  button.hidden = !rows.length;
  button.addEventListener("click", () => {
    const sections = rows.map((row) => sectionFor(titleOf(row, scales), linesOf(row.part, row.mine, told(row))));
    dialog.querySelector("[data-rows]").replaceChildren(...sections);
    dialog.showModal();
  });
  return new Set(touched).size;
}
