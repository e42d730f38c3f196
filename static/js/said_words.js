// The fields of words below the text: the action in its parts and as a sentence, the comment, and
// the forecast, which is a probability shown in percent.

import { WORDS } from "./draft.js";
import { _ } from "./i18n.js";
import { needsAction, put } from "./ratings.js";

const SAYS = { none: _("Not a number from 0 to 100: no forecast is kept.") };

const PARTS = ["action_who", "action_what", "action_when"];

/** Return the action as one sentence, made of who, what and when, as the server makes it. */
export function sentenceOf(...parts) {
  const words = parts.map((part) => part.trim()).filter(Boolean).join(" ");
  if (!words) return "";
  const ended = /[.!?…]$/u.test(words) ? words : `${words}.`;
  const [first] = ended;
  return first.toUpperCase() + ended.slice(first.length);
}

const made = (draft) => sentenceOf(...PARTS.map((part) => draft[part]));

/** Return the changes that a word in a field makes: a sentence that was made is made anew. */
export function changesOf(draft, field, words) {
  const changes = { [field]: words };
  if (PARTS.includes(field) && (!draft.action || draft.action === made(draft))) {
    changes.action = made({ ...draft, ...changes });
  }
  return changes;
}

/** Return the probability that a number of percent says; null for none, undefined for no number. */
export function probabilityOf(percent) {
  const said = percent.trim().replace(",", ".");
  if (said === "") return null;
  const number = /^\d*\.?\d*$/.test(said) ? Number(said) : NaN;
  return number <= 100 ? number / 100 : undefined;
}

export const percentOf = (probability) =>
  probability === null ? "" : String(Math.round(probability * 10_000) / 100);

const isWrongNow = (field) => field?.dataset?.field === "forecast" && field.ariaInvalid === "true";

const fieldOf = (name) => document.querySelector(`[data-field=${name}]`);

/** Say that there is no forecast in what is typed: none is kept, not the number it began with. */
function showWrong(field, isWrong) {
  field.ariaInvalid = String(isWrong);
  document.querySelector("[data-no-forecast]").textContent = isWrong ? SAYS.none : "";
}

export function showWords(draft, { asks, locked }) {
  for (const name of WORDS) put(fieldOf(name), draft[name]);
  const forecast = fieldOf("forecast");
  // What is being typed stays as it is, such as "12." on the way to 12.5.
  const isSaid = forecast && probabilityOf(forecast.value) === draft.forecast;
  if (!isSaid && !isWrongNow(forecast)) put(forecast, percentOf(draft.forecast));
  const clear = document.querySelector("[data-act=clear-forecast]");
  if (clear) clear.hidden = draft.forecast === null;
  const hasAction = [...PARTS, "action"].some((part) => draft[part]);
  document.querySelector("[data-action]").hidden = !needsAction(draft.ratings, asks) && !hasAction;
  // A sentence that came without its parts, as over REST, needs no empty boxes beside it.
  const hasParts = PARTS.some((part) => draft[part]);
  document.querySelector("[data-parts]").hidden = locked && !hasParts;
}

/** Listen to the fields: `onWords(field, value, {typing})`; a forecast comes as its probability. */
export function startWords({ onWords }) {
  document.addEventListener("input", ({ target }) => {
    const { field } = target.dataset;
    if (!field) return;
    const isForecast = field === "forecast";
    const value = isForecast ? probabilityOf(target.value) : target.value;
    const isWrong = value === undefined;
    if (isForecast) showWrong(target, isWrong);
    onWords(field, isWrong ? null : value, { typing: true });
  });
  // What could not be kept does not stay there as if it were.
  document.addEventListener("focusout", ({ target }) => {
    if (!isWrongNow(target)) return;
    target.ariaInvalid = "false";
    target.value = "";
  });
  document.querySelector("[data-act=clear-forecast]")?.addEventListener("click", () => {
    onWords("forecast", null, { typing: false });
    fieldOf("forecast").focus();
  });
}
