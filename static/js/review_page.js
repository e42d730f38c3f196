// The page as it shows a draft: text, notes and answers, kept in step with what the saver holds.

import { keepInView } from "./caret.js";
import { draftFrom, tagId } from "./draft.js";
import { _, filled } from "./i18n.js";
import { showNotes, shortened, startNotes } from "./notes.js";
import { whenIdle } from "./idle.js";
import { offsetsOf } from "./offsets.js";
import { Placing } from "./placing.js";
import { showRatings, startRatings } from "./ratings.js";
import { startReading } from "./reading_keys.js";
import { changesOf, showWords, startWords } from "./said_words.js";
import { startSuggestions } from "./suggestions.js";
import { withTag } from "./tag_lists.js";
import { showWhole } from "./whole_tags.js";

const NAMES = {
  action: _("the action"),
  action_who: _("who acts"),
  action_what: _("what is done"),
  action_when: _("when it is done"),
  comment: _("the comment"),
  forecast: _("the forecast"),
};

const SAYS = { tagged: _("Tagged: %1, %2"), taken: _("That tag is there already.") };

export class ReviewPage {
  #active = null;
  #known = { tags: null, spans: [] };

  constructor(data, find) {
    this.data = data;
    this.find = find;
    this.root = find("[data-text]");
    this.text = this.root.textContent;
    this.offsets = offsetsOf(this.text);
    this.list = find("[data-notes]");
    this.motifs = new Map(data.motifs.map((motif) => [motif.key, motif]));
    this.scales = new Map(data.scales.map((scale) => [scale.key, scale]));
    // Shown until there is a saver, and for good where nothing can be changed.
    this.stored = draftFrom(data);
    const { root, text, list } = this;
    const { language } = data.text;
    this.placing = new Placing({ find, root, text, list, language, spans: () => this.spans() });
  }

  /** Begin to hold what the saver holds, and to take in what the reader does; nothing is shown yet. */
  connect(saver, undoing) {
    this.saver = saver;
    this.undoing = undoing;
    startNotes(this.list, {
      onNote: (id, note) => this.#note(id, note),
      onRemove: (id) => this.remove(id),
      onShow: (id, { toWords } = {}) => {
        this.activate(id);
        const words = toWords && this.spans().find((span) => span.id === id);
        if (words) keepInView(this.root, words.start + 1);
      },
    });
    this.suggestions = startSuggestions(this);
    startRatings(this.find("[data-rate]"), {
      onRating: (scale, rating, how) => {
        this.change({ ratings: { [scale]: rating } }, `ratings.${scale}`, how);
      },
    });
    startWords({
      onWords: (field, words, how) => this.change(changesOf(this.draft, field, words), field, how),
    });
    this.reading = startReading(this);
  }

  get draft() {
    return this.saver && !this.data.locked ? this.saver.draft() : this.stored;
  }

  /** Return the tags that have a place, in UTF-16 units; worked out once for a list of tags. */
  spans() {
    const { tags } = this.draft;
    if (this.#known.tags !== tags) this.#known = { tags, spans: this.#spansOf(tags) };
    return this.#known.spans;
  }

  #spansOf(tags) {
    const { toUnits } = this.offsets;
    return tags
      .filter((tag) => tag.start !== null && this.motifs.has(tag.motif))
      .map((tag) => {
        const { key: motif, tone, sigla } = this.motifs.get(tag.motif);
        const [start, end] = [tag.start, tag.end].map(toUnits);
        return { id: tagId(tag), start, end, motif, tone, sigla };
      });
  }

  quoteOf(tag) {
    if (tag.start === null) return _("the whole text");
    const { toUnits } = this.offsets;
    return `“${shortened(this.text.slice(toUnits(tag.start), toUnits(tag.end)))}”`;
  }

  /** Make a change that can be undone; `what` names the field, `typing` that more is to come. */
  change(changes, what, { typing = false } = {}) {
    this.undoing.add(changes, what, { typing });
    this.saver.change(changes, what);
    this.show();
  }

  /** Make the changes of a step that is undone or redone, and show where. */
  turnBack(changes, { what, from, to }) {
    this.saver.change(changes, what);
    const [tag] = changes.tags ? [...from.tags, ...to.tags] : [];
    const isThere = tag && this.draft.tags.some((one) => tagId(one) === tagId(tag));
    if (tag) this.#active = isThere ? tagId(tag) : null;
    this.show();
    const field = CSS.escape(what.replace(/^ratings\./, ""));
    const place = tag ? ".note--active" : `[data-scale="${field}"], [data-field="${field}"]`;
    this.find(place)?.scrollIntoView({ block: "nearest" });
  }

  /** Name what a change was of, for the reader; where it is told, the tag itself. */
  nameOf(what, tag) {
    if (tag) return filled(_("%1, %2"), this.motifs.get(tag.motif)?.name ?? tag.motif, this.quoteOf(tag));
    const scale = this.scales.get(what.replace(/^ratings\./, ""));
    return what.startsWith("ratings.") ? (scale?.name ?? what) : (NAMES[what] ?? _("a tag or its note"));
  }

  add(tag) {
    const { tags, isNew } = withTag(this.draft.tags, tag);
    this.#active = tagId(tag);
    if (isNew) this.change({ tags }, `tag ${tagId(tag)}`);
    else this.show();
    const { name } = this.motifs.get(tag.motif);
    this.say(isNew ? filled(SAYS.tagged, name, this.quoteOf(tag)) : SAYS.taken);
  }

  /** Say to who hears the page what is to be seen of what was done. */
  say(words) {
    this.find("[data-voice=words]").textContent = words;
  }

  get active() {
    return this.#active;
  }

  activeTag() {
    return this.draft.tags.find((tag) => tagId(tag) === this.#active) ?? null;
  }

  activate(id) {
    if (this.#active === id) return;
    this.setActive(id);
    this.show();
  }

  /** Name the active tag before it is shown, as where a change gives it another name. */
  setActive(id) {
    this.#active = id;
  }

  setPending(span, how) {
    this.placing.pick(span, how);
  }

  /** Go from the text to the note of the tag that is active, or to the first one. */
  focusNote() {
    const note = this.list.querySelector(".note--active") ?? this.list.firstElementChild;
    if (!note) return;
    this.activate(note.dataset.tag);
    note.querySelector("textarea").focus();
  }

  show() {
    const { draft, data, motifs } = this;
    const missing = showNotes(this.list, draft.tags, {
      template: this.find("[data-note]"),
      motifs,
      quoteOf: (tag) => this.quoteOf(tag),
      active: this.#active,
      locked: data.locked,
    });
    this.find("[data-no-notes]").hidden = draft.tags.length > 0;
    showRatings(this.find("[data-rate]"), draft);
    showWords(draft, data);
    showWhole(this.find("[data-whole-tags]"), draft.tags, { motifs, active: this.#active });
    this.placing.show(this.#active);
    this.suggestions?.show();
    if (missing) whenIdle(this.#more);
  }

  /** Go on showing what there was no time for. */
  #more = () => this.show();

  #note(id, note) {
    const tags = this.draft.tags.map((tag) => (tagId(tag) === id ? { ...tag, note } : tag));
    this.undoing.add({ tags }, `tag ${id}`, { typing: true });
    this.saver.change({ tags }, `tag ${id}`);
    this.placing.layOut();
  }

  /** Delete a tag; the focus goes to the button that brings it back, or stays where it is. */
  remove(id, { stay = false } = {}) {
    this.#active = null;
    const tags = this.draft.tags.filter((tag) => tagId(tag) !== id);
    this.change({ tags }, `tag ${id}`);
    if (!stay) this.find("[data-act=undo]").focus();
  }
}
