// The page as it shows a draft: text, notes and ratings, kept in step with what the saver holds.

import { draftFrom, tagId } from "variorum/draft";
import { layOut } from "variorum/margin";
import { showNotes, shortened, startNotes } from "variorum/notes";
import { startNumbers } from "variorum/numbers";
import { offsetsOf } from "variorum/offsets";
import { cornerOf, startPainting } from "variorum/painting";
import { showRatings } from "variorum/ratings";
import { startReading } from "variorum/reading_keys";
import { spansAt } from "variorum/spans";
import { withTag } from "variorum/tagging";

export class ReviewPage {
  #active = null;
  #pending = null;
  #removed = null;

  constructor(data, find) {
    this.data = data;
    this.find = find;
    this.root = find("[data-text]");
    this.text = this.root.textContent;
    this.offsets = offsetsOf(this.text);
    this.list = find("[data-notes]");
    this.motifs = new Map(data.motifs.map((motif) => [motif.key, motif]));
    this.scales = new Map(data.scales.map((scale) => [scale.key, scale]));
    const layers = { root: this.root, text: this.text };
    this.painter = startPainting({ ...layers, layer: find("[data-layer=heads]") });
    this.placeNumbers = startNumbers({
      ...layers,
      layer: find("[data-layer=numbers]"),
      language: data.text.language,
    });
  }

  /** Begin to show what the saver holds, and to take in what the reader does. */
  connect(saver) {
    this.saver = saver;
    startNotes(this.list, {
      onNote: (id, note) => this.#note(id, note),
      onRemove: (id) => this.#remove(id),
      onShow: (id) => this.activate(id),
    });
    this.find("[data-act=undo]").addEventListener("click", () => this.#undo());
    this.reading = startReading(this);
    new ResizeObserver(() => this.place()).observe(this.root);
    new ResizeObserver(() => this.place()).observe(this.list.parentElement);
    this.show();
  }

  get draft() {
    return this.data.locked ? draftFrom(this.data) : this.saver.draft();
  }

  spans() {
    return this.draft.tags
      .filter((tag) => tag.start !== null && this.motifs.has(tag.motif))
      .map((tag) => ({
        id: tagId(tag),
        start: this.offsets.toUnits(tag.start),
        end: this.offsets.toUnits(tag.end),
        tone: this.motifs.get(tag.motif).tone,
        sigla: this.motifs.get(tag.motif).sigla,
      }));
  }

  quoteOf(tag) {
    if (tag.start === null) return "the whole text";
    const { toUnits } = this.offsets;
    return `“${shortened(this.text.slice(toUnits(tag.start), toUnits(tag.end)))}”`;
  }

  change(changes, what) {
    this.saver.change(changes, what);
    this.show();
  }

  add(tag) {
    const { tags, isNew } = withTag(this.draft.tags, tag);
    this.#active = tagId(tag);
    if (isNew) this.change({ tags }, `tag ${tagId(tag)}`);
    else this.show();
  }

  activate(id) {
    if (this.#active === id) return;
    this.#active = id;
    this.show();
  }

  activateAt(unit) {
    this.activate(spansAt(this.spans(), unit)[0]?.id ?? null);
    this.list.querySelector(".note--active")?.scrollIntoView({ block: "nearest" });
  }

  setPending(span) {
    this.#pending = span;
    this.#paint();
  }

  /** Go from the text to the note of the tag that is active, or to the first one. */
  focusNote() {
    const note = this.list.querySelector(".note--active") ?? this.list.firstElementChild;
    note?.querySelector("textarea").focus();
  }

  show() {
    const { draft } = this;
    showNotes(this.list, draft.tags, {
      template: this.find("[data-note]"),
      motifs: this.motifs,
      quoteOf: (tag) => this.quoteOf(tag),
      active: this.#active,
      locked: this.data.locked,
    });
    this.find("[data-no-notes]").hidden = draft.tags.length > 0;
    this.find("[data-removed]").hidden = !this.#removed;
    showRatings(this.find("[data-rate]"), draft, { scales: this.scales, asks: this.data.asks });
    this.#paint();
    this.place();
  }

  #paint() {
    this.painter.paint(this.spans(), { active: this.#active, pending: this.#pending });
  }

  place() {
    const spans = new Map(this.spans().map((span) => [span.id, span]));
    const top = this.root.getBoundingClientRect().top;
    const wantedTop = ({ dataset }) => {
      const span = spans.get(dataset.tag);
      return span ? (cornerOf(this.root, this.text, span.start)?.y ?? top) : top;
    };
    layOut(this.list, { wantedTop, active: this.#active });
    this.painter.place();
    this.placeNumbers();
  }

  #note(id, note) {
    const tags = this.draft.tags.map((tag) => (tagId(tag) === id ? { ...tag, note } : tag));
    this.change({ tags }, `tag ${id}`);
  }

  #remove(id) {
    this.#removed = this.draft.tags.find((tag) => tagId(tag) === id) ?? null;
    this.#active = null;
    const tags = this.draft.tags.filter((tag) => tagId(tag) !== id);
    this.change({ tags }, `tag ${id}`);
    this.find("[data-act=undo]").focus();
  }

  #undo() {
    const tag = this.#removed;
    this.#removed = null;
    if (tag) this.add(tag);
    this.focusNote();
  }
}
