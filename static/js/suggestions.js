// What patterns would tag, on the review page: listed with why, gone through by key, taken as
// ordinary tags that say where they came from, or rejected, which is recorded at once.

import { keepInView } from "./caret.js";
import { _ } from "./i18n.js";
import { send } from "./sending.js";
import { drawn } from "./suggestion_marks.js";

/** Return the number of the suggestion after (or before) this one that can be gone to. */
export function nextOf(ids, current, step) {
  if (!ids.length) return null;
  const at = ids.indexOf(current);
  if (at < 0) return step > 0 ? ids[0] : ids.at(-1);
  return ids[(at + step + ids.length) % ids.length];
}

/** Say what has become of a suggestion: a tag that came of it, or what was recorded. */
export function stateOf(suggestion, tags, recorded) {
  if (tags.some((tag) => tag.suggestion === suggestion.id)) return "accepted";
  if (recorded === "accepted" && tags.some((tag) => isSame(tag, suggestion))) return "accepted";
  return recorded === "rejected" ? "rejected" : "";
}

const isSame = (tag, { motif, start, end }) =>
  tag.motif === motif && tag.start === start && tag.end === end;

/** Say whether the reader tagged the motif on words that a suggestion touches. */
export function isMet({ motif, start, end }, tags) {
  return tags.some(
    (tag) => tag.motif === motif && (tag.start === null || (tag.start < end && start < tag.end)),
  );
}

export class Suggestions {
  #active = null;
  #open = [];
  #recorded;
  #failed = new Map();

  constructor(page, section) {
    this.page = page;
    this.section = section;
    this.list = page.data.suggestions;
    this.#recorded = new Map(this.list.map(({ id, decision }) => [id, decision]));
    this.items = new Map(
      [...section.querySelectorAll("[data-suggestion]")].map((item) => [
        Number(item.dataset.suggestion),
        item,
      ]),
    );
    section.addEventListener("click", (event) => {
      const id = Number(event.target.closest("[data-suggestion]")?.dataset.suggestion);
      const act = event.target.closest("[data-decide]")?.dataset.decide;
      if (id && act) this[act]?.(id);
    });
    page.placing.others.push(this);
  }

  get current() {
    return this.list.find(({ id }) => id === this.#active);
  }

  go(step) {
    this.pick(nextOf(this.list.map(({ id }) => id), this.#active, step));
  }

  pick(id) {
    if (id === null) return;
    this.#active = id;
    const { toUnits } = this.page.offsets;
    keepInView(this.page.root, toUnits(this.current.start) + 1);
    this.items.get(id)?.scrollIntoView({ block: "nearest" });
    this.page.say(this.items.get(id)?.dataset.spoken ?? "");
    this.show();
  }

  accept(id) {
    const suggestion = this.list.find((one) => one.id === id);
    const { motif, start, end, quote } = suggestion;
    this.#active = id;
    this.#failed.delete(id);
    if (this.page.draft.tags.some((tag) => isSame(tag, suggestion))) return this.#record(id, "accept");
    this.#recorded.set(id, "");
    this.page.add({ motif, start, end, note: "", quote, suggestion: id });
    return this.#tell(id);
  }

  reject(id) {
    this.#active = id;
    return this.#record(id, "reject");
  }

  undo(id) {
    this.#failed.delete(id);
    const { tags } = this.page.draft;
    const kept = tags.filter((tag) => tag.suggestion !== id);
    if (kept.length === tags.length) return this.#record(id, "undo");
    this.page.change({ tags: kept }, `suggestion ${id}`);
    return this.#tell(id);
  }

  show() {
    const { page, section } = this;
    const { tags } = page.draft;
    const open = [];
    for (const suggestion of this.list) {
      const state = stateOf(suggestion, tags, this.#recorded.get(suggestion.id));
      if (!state) open.push(suggestion);
      this.#showItem(suggestion, state, tags);
    }
    const { toUnits } = page.offsets;
    this.#open = open.filter(({ motif }) => page.motifs.has(motif)).map((one) => {
      const { sigla, tone } = page.motifs.get(one.motif);
      const active = one.id === this.#active;
      return { start: toUnits(one.start), end: toUnits(one.end), sigla, tone, active };
    });
    page.placing.layOut();
    section.querySelector("[data-open]").textContent = String(open.length);
  }

  /** Ask where those near the window stand; return what draws them. */
  placed() {
    const { placing, root, find } = this.page;
    const { near } = placing.blocks;
    const isNear = ({ start }) => near.has(placing.blocks.holding(start));
    return drawn(find("[data-layer=suggestions]"), root, this.#open.filter(isNear));
  }

  #showItem(suggestion, state, tags) {
    const item = this.items.get(suggestion.id);
    if (!item) return;
    const { said } = this.section.dataset;
    const compared = isMet(suggestion, tags) ? "met" : "missed";
    const fate = this.section.dataset[state || (said === "compare" ? compared : "none")] ?? "";
    item.querySelector("[data-fate]").textContent = this.#failed.get(suggestion.id) ?? fate;
    item.classList.toggle("suggestion--active", suggestion.id === this.#active);
    for (const button of item.querySelectorAll("[data-decide]:not([data-decide=pick])")) {
      button.hidden = (button.dataset.decide === "undo") !== Boolean(state);
    }
  }

  async #record(id, act) {
    const answer = await send("POST", `${this.page.data.urls.suggestions}${id}/${act}/`, {});
    // What failed stays said, whatever else is shown meanwhile, until it is decided again.
    this.#failed.delete(id);
    if (answer.ok) this.#recorded.set(id, answer.data.suggestion.decision ?? "");
    else this.#failed.set(id, `${this.section.dataset.failed} ${answer.data.detail ?? ""}`);
    this.show();
    this.#tell(id);
  }

  /** Say what has become of the one that was decided; the lines of all are written at every change. */
  #tell(id) {
    this.page.say(this.items.get(id)?.querySelector("[data-fate]").textContent ?? "");
  }
}

const onActive = (act) => (page) => page.suggestions.current && page.suggestions[act](page.suggestions.current.id);
const none = (page) => !page.suggestions;
const settled = (page) => none(page) || page.data.locked;

export const suggestionCommands = [
  { id: "suggestion-next", label: _("Go to the next suggestion"), keys: ["."], scope: "page", run: (page) => page.suggestions.go(1), isOff: none },
  { id: "suggestion-previous", label: _("Go to the suggestion before"), keys: [","], scope: "page", run: (page) => page.suggestions.go(-1), isOff: none },
  { id: "suggestion-accept", label: _("Accept the suggestion"), keys: ["y"], scope: "page", run: onActive("accept"), isOff: settled },
  { id: "suggestion-reject", label: _("Reject the suggestion"), keys: ["d"], scope: "page", run: onActive("reject"), isOff: settled },
  { id: "suggestion-undo", label: _("Undo the decision"), keys: ["u"], scope: "page", run: onActive("undo"), isOff: settled },
];

/** Begin, where the page has suggestions; null where its study shows none. */
export function startSuggestions(page) {
  const section = page.find("[data-suggestions]");
  return section && page.data.suggestions ? new Suggestions(page, section) : null;
}
