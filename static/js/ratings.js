// The scales: worded points, "cannot say" with its reason, the rationale, and the action.

/** Return the sentence under a scale for a point, as chosen or as pointed at. */
export function sentenceOf(scale, point) {
  if (point === "cannot") return "Cannot say.";
  return point ? scale.points[point - 1] : scale.question;
}

export function needsAction(ratings, { scale, from }) {
  return (ratings[scale]?.value ?? 0) >= from;
}

const chosenIn = (field) => field.querySelector("input[type=radio]:checked")?.value ?? "";

function ratingIn(field) {
  const chosen = chosenIn(field);
  const cannot = chosen === "cannot";
  return {
    value: cannot || !chosen ? null : Number(chosen),
    reason: cannot ? field.querySelector("[data-reason]").value : "",
    rationale: field.querySelector("[data-rationale]").value,
  };
}

/** Show a draft's answers in the form. */
export function showRatings(form, draft, { scales, asks }) {
  for (const field of form.querySelectorAll("[data-scale]")) {
    const scale = scales.get(field.dataset.scale);
    const rating = draft.ratings[scale.key];
    if (rating && (rating.value || rating.reason)) {
      const value = rating.value === null ? "cannot" : String(rating.value);
      field.querySelector(`input[value="${value}"]`).checked = true;
    }
    put(field.querySelector("[data-reason]"), rating?.reason ?? "");
    put(field.querySelector("[data-rationale]"), rating?.rationale ?? "");
    if (rating?.rationale) field.querySelector("details").open = true;
    showPoint(field, scale);
  }
  for (const name of ["action", "comment"]) {
    const words = document.querySelector(`[data-field=${name}]`);
    if (words) put(words, draft[name]);
  }
  const action = form.querySelector("[data-action]");
  action.hidden = !needsAction(draft.ratings, asks) && !draft.action;
}

function put(input, words) {
  // Where the reader is typing, the caret must not jump.
  if (input.value !== words) input.value = words;
}

function showPoint(field, scale, pointed = "") {
  const chosen = chosenIn(field);
  field.querySelector("[data-point]").textContent = sentenceOf(scale, pointed || chosen);
  field.classList.toggle("scale--pointed", Boolean(pointed) && pointed !== chosen);
  field.querySelector("[data-why-not]").hidden = chosen !== "cannot";
}

/** Listen to the form: `onRating(scale, rating)` and `onWords(field, words)`. */
export function startRatings(form, { scales, onRating, onWords }) {
  const fieldOf = (event) => event.target.closest?.("[data-scale]");
  const point = (event, pointed) => {
    const field = fieldOf(event);
    if (field) showPoint(field, scales.get(field.dataset.scale), pointed);
  };
  const pointedAt = (event) => event.target.closest("label")?.querySelector("[type=radio]")?.value;
  form.addEventListener("pointerover", (event) => point(event, pointedAt(event)));
  form.addEventListener("pointerout", (event) => point(event, ""));
  form.addEventListener("focusin", (event) => point(event, event.target.type === "radio" && pointedAt(event)));
  form.addEventListener("focusout", (event) => point(event, ""));
  form.addEventListener("input", (event) => {
    const field = fieldOf(event);
    if (!field) return;
    onRating(field.dataset.scale, ratingIn(field));
    point(event, "");
  });
  form.addEventListener("keydown", (event) => {
    if (event.target.type !== "radio" || event.ctrlKey || event.metaKey || event.altKey) return;
    const chosen = fieldOf(event).querySelector(`input[value="${CSS.escape(event.key)}"]`);
    // Tab goes on from the point that is chosen, not from the one that had the focus.
    chosen?.focus();
    chosen?.click();
  });
  document.addEventListener("input", (event) => {
    const { field } = event.target.dataset;
    if (field) onWords(field, event.target.value);
  });
}
