// What keeps a reading from being submitted: named, linked to where it is answered, dropped once it is.

import { focusScale } from "./ratings.js";

const LACKING = '[data-scale]:has([value="cannot"]:checked)';

/** Return where to look for what an error of the API names. */
export function placeOf(field) {
  const scale = /^ratings\.(.+)$/.exec(field)?.[1];
  if (scale) return `[data-scale="${CSS.escape(scale)}"]`;
  return field === "action" || field === "comment" ? `[data-field=${field}]` : null;
}

const lacksReason = (scale) =>
  scale.matches(LACKING) && !scale.querySelector("[data-reason]").value.trim();

/** Say whether a scale, or a field of words, is still to be answered. */
export function isMissing(place) {
  if (!place.matches("[data-scale]")) return !place.closest("[hidden]") && !place.value.trim();
  return !place.querySelector("[type=radio]:checked") || lacksReason(place);
}

function goTo(place) {
  if (!place.matches("[data-scale]")) return place.focus();
  // The point that is chosen: from another one, Space would change the answer.
  return focusScale(place);
}

function linkTo(place, message) {
  const link = document.createElement("button");
  link.type = "button";
  link.className = "button button--link";
  link.textContent = message;
  link.addEventListener("click", () => goTo(place));
  return link;
}

/** Wire the box; returns `show(errors)` and `hide()`. An error's `stands()` overrules its field. */
export function startMissing(box) {
  const list = box.querySelector("ul");
  let rows = [];
  const rowFor = ({ field, message, stands }) => {
    const item = document.createElement("li");
    const place = placeOf(field) && document.querySelector(placeOf(field));
    item.append(place ? linkTo(place, message) : message);
    return { item, stands: stands ?? (() => !place || isMissing(place)) };
  };
  const drop = () => {
    if (box.hidden) return;
    rows = rows.filter(({ item, stands }) => stands() || item.remove());
    box.hidden = !rows.length;
  };
  for (const kind of ["input", "change"]) document.addEventListener(kind, drop);
  return {
    hide: () => (box.hidden = true),
    show(errors) {
      rows = errors.map(rowFor);
      list.replaceChildren(...rows.map(({ item }) => item));
      box.hidden = false;
      (box.querySelector("button") ?? box).focus();
    },
  };
}

/** Say whether any scale has "cannot say" without its reason. */
export const anyLacksReason = () => [...document.querySelectorAll(LACKING)].some(lacksReason);
