// One review, changed in two places: both versions side by side, and the reader chooses.

import { bothTags, differences, inOrder } from "./draft.js";
import { _, filled } from "./i18n.js";
import { percentOf } from "./said_words.js";

const LABELS = {
  tags: _("Tags"),
  action_who: _("Who acts"),
  action_what: _("What is done"),
  action_when: _("When it is done"),
  action: _("Action"),
  comment: _("Comment"),
  forecast: _("Forecast"),
};

/** Return what a part of the reading is called. */
export const titleOf = ({ part, scale }, scales) => scales.get(scale)?.name ?? LABELS[part] ?? scale;

/** Return what was stored and what is here as one: words one below the other. */
export const bothWords = ({ mine, stored }) => `${stored}\n${mine}`;

/** Say whether both versions can be kept: of tags always, of a comment where neither has the other. */
function canKeepBoth({ part, mine, stored }) {
  return part === "tags" || (part === "comment" && !mine.includes(stored) && !stored.includes(mine));
}

/** Return the changes that carry out the choices: what is taken as stored needs no change. */
export function chosenChanges(rows, choices) {
  const changes = {};
  rows.forEach((row, number) => {
    const value = {
      mine: row.mine,
      both: row.part === "tags" ? bothTags(row.mine, row.stored) : bothWords(row),
    }[choices[number]];
    if (value === undefined) return;
    if (row.part === "ratings") changes.ratings = { ...changes.ratings, [row.scale]: value };
    else changes[row.part] = value;
  });
  return changes;
}

/** Return the lines that show a value of a part to the reader. */
export function linesOf(part, value, { scale, motifs, quoteOf }) {
  if (part === "ratings") {
    const point = value.value === null ? value.reason && filled(_("Cannot say: %1"), value.reason) : "";
    const worded = value.value && `${value.value}: ${scale.points[value.value - 1]}`;
    return [worded || point || _("No answer"), ...(value.rationale ? [value.rationale] : [])];
  }
  if (part === "forecast") return [value === null ? _("None") : `${percentOf(value)} %`];
  if (part !== "tags") return [value || _("Nothing")];
  const lines = inOrder(value).map((tag) => {
    const note = tag.note ? `: ${tag.note}` : "";
    return `${motifs.get(tag.motif)?.name ?? tag.motif}, ${quoteOf(tag)}${note}`;
  });
  return lines.length ? lines : [_("No tags")];
}

function cell(dialog, number, { choice, title, lines, isChosen = false }) {
  const label = dialog.querySelector("template").content.cloneNode(true).querySelector("label");
  const input = label.querySelector("input");
  Object.assign(input, { name: `part-${number}`, value: choice, checked: isChosen });
  label.querySelector("b").textContent = title;
  label.querySelector("div").append(
    ...lines.map((line) => Object.assign(document.createElement("p"), { textContent: line })),
  );
  return label;
}

/** Prepare the dialog; the function returned opens it and calls `choose(changes)` at its end. */
export function startConflict({ dialog, scales, motifs, quoteOf, choose }) {
  const list = dialog.querySelector("[data-rows]");
  let rows = [];
  // Escape must not decide: the dialog stays until one version is chosen.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const choices = rows.map((_, number) => form.get(`part-${number}`));
    dialog.close();
    choose(chosenChanges(rows, choices));
  });
  return function open(stored, changes) {
    rows = differences(stored, changes);
    list.replaceChildren(
      ...rows.map((row, number) => {
        const scale = scales.get(row.scale);
        const told = { scale, motifs, quoteOf };
        const field = document.createElement("fieldset");
        const legend = document.createElement("legend");
        legend.textContent = titleOf(row, scales);
        const mine = linesOf(row.part, row.mine, told);
        const theirs = linesOf(row.part, row.stored, told);
        const keepsBoth = canKeepBoth(row);
        const cells = [
          { choice: "mine", title: _("In this browser"), lines: mine, isChosen: !keepsBoth },
          { choice: "stored", title: _("Stored"), lines: theirs },
        ];
        // Where nothing need be given up, nothing is unless the reader says so.
        const said = row.part === "tags" ? _("All tags of the two.") : _("One below the other.");
        if (keepsBoth) cells.push({ choice: "both", title: _("Both"), lines: [said], isChosen: true });
        field.append(legend, ...cells.map((one) => cell(dialog, number, one)));
        return field;
      }),
    );
    // Its heading has the focus, and the Tab key goes on to what is chosen of each part.
    if (!dialog.open) dialog.showModal();
  };
}
