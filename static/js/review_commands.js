// What can be done on the review page beside the text: going about it, answering, undoing, submitting.

import { isTyping } from "./commands.js";
import { UNANSWERED } from "./draft.js";
import { _, filled } from "./i18n.js";
import { shownKey } from "./keymap.js";
import { openPalette } from "./palette.js";
import { choosePoint, focusScale } from "./ratings.js";

const isLocked = (page) => page.data.locked;
const go = (page, selector) => {
  const place = page.find(selector);
  place?.focus();
  place?.scrollIntoView({ block: "nearest" });
};
const isHidden = (selector) => (page) => {
  const place = page.find(selector);
  return !place || Boolean(place.closest("[hidden]"));
};
const follow = (selector) => ({
  isOff: (page) => !page.find(selector),
  run: (page) => page.find(selector).click(),
});
const scaleInFocus = () => document.activeElement.closest("[data-scale]");
const noScale = () => !scaleInFocus();
const fieldOf = (page, key) => page.find(`[data-scale="${CSS.escape(key)}"]`);

/** Go to the first scale that has no answer. */
function goToRatings(page) {
  focusScale(page.find("[data-scale]:not(:has(:checked))") ?? page.find("[data-scale]"));
}

function clearAnswer(page) {
  const { scale } = scaleInFocus().dataset;
  page.change({ ratings: { [scale]: { ...UNANSWERED, clear: true } } }, `ratings.${scale}`);
}

function openRationale() {
  const field = scaleInFocus();
  field.querySelector("details").open = true;
  field.querySelector("[data-rationale]").focus();
}

/** Submit; who is writing may mean the note by that key, and not the end of the reading. */
function submitFrom(page) {
  if (!isTyping(document.activeElement)) return page.submit();
  page.reading.clear();
  const { keys } = page.keymap.commands().find(({ id }) => id === "submit");
  return page.say(filled(_("The field is left. %1 submits the reading."), shownKey(keys[0] ?? "")));
}

export const reviewCommands = [
  {
    id: "notes", label: _("Go to the note of a tag"),
    keys: ["n"], scope: "page",
    isOff: (page) => !page.list.firstElementChild,
    run: (page) => page.focusNote(),
  },
  { id: "ratings", label: _("Go to the ratings"), keys: ["r"], scope: "page", run: goToRatings },
  {
    id: "action", label: _("Go to the action"),
    keys: ["a"], scope: "page",
    isOff: isHidden("[data-field=action_who]"),
    run: (page) => go(page, "[data-field=action_who]"),
  },
  {
    id: "forecast", label: _("Go to the forecast"),
    keys: ["f"], scope: "page",
    isOff: isHidden("[data-field=forecast]"),
    run: (page) => go(page, "[data-field=forecast]"),
  },
  {
    id: "comment", label: _("Go to the comment"),
    keys: ["c"], scope: "page",
    run: (page) => go(page, "[data-field=comment]"),
  },
  {
    id: "point", label: _("Choose that point of the scale"),
    keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9"], scope: "scale", fixed: true,
  },
  {
    id: "next-point", label: _("The point before, the point after"),
    keys: ["ArrowUp", "ArrowDown"], scope: "scale", fixed: true,
  },
  {
    id: "next-scale", label: _("The scale before, the scale after"),
    keys: ["ArrowLeft", "ArrowRight"], scope: "scale", fixed: true,
  },
  {
    id: "cannot", label: _("Cannot say"),
    keys: ["0"], scope: "scale",
    isOff: (page) => isLocked(page) || noScale(),
    run: () => choosePoint(scaleInFocus(), "cannot"),
  },
  {
    id: "rationale", label: _("Write the rationale of the scale"),
    keys: ["e"], scope: "scale",
    isOff: noScale,
    run: openRationale,
  },
  {
    id: "clear-answer", label: _("Take the answer back"),
    keys: ["Delete", "Backspace"], scope: "scale",
    isOff: (page) => isLocked(page) || noScale(),
    run: clearAnswer,
  },
  {
    id: "undo", label: _("Undo"),
    keys: ["Ctrl+z"], scope: "page",
    isOff: (page) => isLocked(page) || !page.undoing.canUndo,
    run: (page) => page.undoing.undo(),
  },
  {
    id: "redo", label: _("Redo"),
    keys: ["Ctrl+Shift+z", "Ctrl+y"], scope: "page",
    isOff: (page) => isLocked(page) || !page.undoing.canRedo,
    run: (page) => page.undoing.redo(),
  },
  {
    id: "save", label: _("Save now"),
    keys: ["Ctrl+s"], scope: "everywhere",
    isOff: isLocked,
    run: (page) => page.save(),
  },
  {
    id: "submit", label: _("Submit"),
    keys: ["Ctrl+Enter"], scope: "everywhere",
    isOff: isLocked,
    run: submitFrom,
  },
  {
    id: "reopen", label: _("Reopen the reading"),
    keys: ["O"], scope: "page",
    ...follow("[data-act=reopen]"),
  },
  {
    id: "keys", label: _("Show and change the keys"),
    keys: ["?"], scope: "page",
    run: (page) => page.find("#keys").togglePopover(),
  },
  {
    id: "palette", label: _("Find a command"),
    keys: ["Ctrl+k"], scope: "everywhere",
    run: (page) => openPalette(page),
  },
  {
    id: "next-text", label: _("Go to the next text"),
    keys: ["N"], scope: "page",
    isOff: (page) => page.data.state !== "submitted" || !page.find("[data-go=next]"),
    run: (page) => page.find("[data-go=next]").requestSubmit(),
  },
  {
    id: "study", label: _("Go to the study"),
    keys: ["T"], scope: "page",
    ...follow("[data-go=study]"),
  },
  { id: "home", label: _("Go home"), keys: ["H"], scope: "page", ...follow(".site-name") },
  {
    id: "sign-out", label: _("Sign out"),
    keys: ["Q"], scope: "page",
    isOff: (page) => !page.find("[data-go=sign-out]"),
    run: (page) => page.find("[data-go=sign-out]").requestSubmit(),
  },
];

/** Return for each scale a command that goes there and, for the palette alone, one for each point. */
export function scaleCommands(scales, { locked }) {
  return scales.flatMap(({ key, name, points }) => [
    {
      id: `scale.${key}`, label: filled(_("Go to %1"), name),
      keys: [], scope: "page",
      run: (page) => focusScale(fieldOf(page, key)),
    },
    ...(locked ? [] : points).map((sentence, at) => ({
      id: `rate.${key}.${at + 1}`,
      label: `${name} ${at + 1}: ${sentence}`,
      keys: [],
      scope: "page",
      isLong: true,
      run: (page) => choosePoint(fieldOf(page, key), String(at + 1)),
    })),
  ]);
}
