// What keeps a reading from being submitted: named, linked to where it is answered, dropped once it is.

import { _, filled } from "./i18n.js";
import { focusScale, lacksReason } from "./ratings.js";

/** Return where to look for what an error of the API names. */
export function placeOf(field) {
  const scale = /^ratings\.(.+)$/.exec(field)?.[1];
  if (scale) return `[data-scale="${CSS.escape(scale)}"]`;
  return field === "action" || field === "comment" ? `[data-field=${field}]` : null;
}

/** Say whether a scale, or a field of words, is still to be answered. */
export function isMissing(place) {
  if (!place.matches("[data-scale]")) return !place.closest("[hidden]") && !place.value.trim();
  return !place.querySelector("[type=radio]:checked") || lacksReason(place);
}

function goTo(place) {
  if (!place.matches("[data-scale]")) return place.focus();
  if (lacksReason(place)) return place.querySelector("[data-reason]").focus();
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

/** Wire the box; returns `show(errors)` and `hide()`. */
export function startMissing(box) {
  const list = box.querySelector("ul");
  let rows = [];
  const rowFor = ({ field, message }) => {
    const item = document.createElement("li");
    const place = placeOf(field) && document.querySelector(placeOf(field));
    item.append(place ? linkTo(place, message) : message);
    return { item, stands: () => !place || isMissing(place) };
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

/** Return what keeps answers from being stored: a point without its reason, words without a point. */
export function lackingAnswers() {
  return [...document.querySelectorAll("[data-scale]")].filter(isMissing).map((scale) => {
    const said = lacksReason(scale)
      ? _("Say why you cannot answer “%1”.")
      : _("Answer “%1”, or say why you cannot.");
    const message = filled(said, scale.querySelector("legend").textContent);
    return { field: `ratings.${scale.dataset.scale}`, message };
  });
}
