// The scales: worded points, "cannot say" with its reason, and the rationale.

import { UNANSWERED } from "./draft.js";
import { _, filled } from "./i18n.js";
import { latinKeyOf } from "./keyboards.js";

const chosenIn = (field) => field.querySelector("input[type=radio]:checked")?.value ?? "";

function ratingIn(field) {
  const chosen = chosenIn(field);
  const cannot = chosen === "cannot";
  const rating = {
    value: cannot || !chosen ? null : Number(chosen),
    reason: cannot ? field.querySelector("[data-reason]").value : "",
    rationale: field.querySelector("[data-rationale]").value,
  };
  if (cannot) return { ...rating, cannot };
  return chosen || rating.rationale ? rating : { ...UNANSWERED, clear: true };
}

/** Return which point an answer has: a number, "cannot", or nothing. */
export function pointOf({ value, reason, cannot } = UNANSWERED) {
  if (value !== null) return String(value);
  return cannot || reason ? "cannot" : "";
}

export const needsAction = (ratings, { scale, from }) => (ratings[scale]?.value ?? 0) >= from;

/** Return the scale before or after one, round the end. */
export function neighbour(keys, key, step) {
  return keys[(keys.indexOf(key) + step + keys.length) % keys.length];
}

/** Put words where they differ: where the reader is typing, the caret must not jump. */
export function put(input, words) {
  if (input && input.value !== words) input.value = words;
}

function showRating(field, rating = UNANSWERED) {
  const point = pointOf(rating);
  for (const input of field.querySelectorAll("[type=radio]")) input.checked = input.value === point;
  put(field.querySelector("[data-reason]"), rating.reason);
  put(field.querySelector("[data-rationale]"), rating.rationale);
  if (rating.rationale) field.querySelector("details").open = true;
  field.querySelector("[data-why-not]").hidden = point !== "cannot";
}

/** Say whether a scale has "cannot say" without its reason: that is no answer yet. */
export const lacksReason = (field) =>
  chosenIn(field) === "cannot" && !field.querySelector("[data-reason]").value.trim();

/** Show a draft's answers in the form, and how many there are wherever the page counts them. */
export function showRatings(form, draft) {
  const fields = [...form.querySelectorAll("[data-scale]")];
  for (const field of fields) showRating(field, draft.ratings[field.dataset.scale]);
  const answered = fields.filter((field) => chosenIn(field) && !lacksReason(field)).length;
  for (const place of document.querySelectorAll("[data-rated]")) {
    place.textContent = fields.length ? filled(_("%1 of %2"), answered, fields.length) : "";
  }
}

/** Put the focus on a scale: on the point that is chosen, else on the first. */
export function focusScale(field) {
  const point = field?.querySelector("[type=radio]:checked") ?? field?.querySelector("[type=radio]");
  point?.focus();
  field?.scrollIntoView({ block: "nearest" });
}

export function choosePoint(field, point) {
  const input = field.querySelector(`input[type=radio][value="${CSS.escape(point)}"]`);
  if (!input) return;
  // Tab goes on from the point that is chosen, not from the one that had the focus.
  input.focus();
  input.click();
  if (point === "cannot") field.querySelector("[data-reason]").focus();
}

/** Listen to the form: `onRating(scale, rating, {typing})`. */
export function startRatings(form, { onRating }) {
  form.addEventListener("input", (event) => {
    const field = event.target.closest("[data-scale]");
    if (!field) return;
    const typing = event.target.type !== "radio";
    onRating(field.dataset.scale, ratingIn(field), { typing });
  });
  form.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("[data-scale]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const keys = [...form.querySelectorAll("[data-scale]")];
      focusScale(neighbour(keys, field, step));
    } else if (/^[1-9]$/.test(latinKeyOf(event))) choosePoint(field, latinKeyOf(event));
    else return;
    event.preventDefault();
  });
}

