// What can be done in the text and with its tags by a key or from the palette.

import { _ } from "./i18n.js";

const SAYS = {
  sentence: _("Take in the sentence, then the next"),
  sentenceBack: _("Take in the sentence, then the one before"),
  paragraph: _("Take in the paragraph, then the next"),
  paragraphBack: _("Take in the paragraph, then the one before"),
  next: _("Go to the next tag"),
  previous: _("Go to the previous tag"),
  inner: _("Go to the next of the tags at this place"),
  startLeft: _("Begin the tag a word earlier"),
  startRight: _("Begin the tag a word later"),
  endRight: _("End the tag a word later"),
  endLeft: _("End the tag a word earlier"),
  retag: _("Change the motif of the tag"),
  remove: _("Delete the tag"),
  keep: _("Keep a motif for all that is selected next, or stop"),
};

const isLocked = (page) => page.data.locked;
const noTag = (page) => page.data.locked || !page.activeTag();
const noPlace = (page) => noTag(page) || page.activeTag().start === null;

function selecting(id, keys, label, step, forward) {
  return { id, keys, label, scope: "text", run: (page) => page.reading.grow(step, { forward }) };
}

function resizing(id, keys, label, edge, forward) {
  const run = (page) => page.reading.acts.nudge(edge, { forward });
  return { id, keys, label, scope: "text", run, isOff: noPlace };
}

function acting(id, keys, label, run, isOff) {
  return { id, keys, label, scope: "text", run: (page) => run(page.reading), isOff };
}

export const spanCommands = [
  selecting("select.sentence", ["s"], SAYS.sentence, "sentence", true),
  selecting("select.sentence-back", ["S"], SAYS.sentenceBack, "sentence", false),
  selecting("select.paragraph", ["p"], SAYS.paragraph, "paragraph", true),
  selecting("select.paragraph-back", ["P"], SAYS.paragraphBack, "paragraph", false),
  acting("tag.next", ["j"], SAYS.next, ({ acts }) => acts.go({ forward: true })),
  acting("tag.previous", ["k"], SAYS.previous, ({ acts }) => acts.go({ forward: false })),
  acting("tag.inner-next", ["i"], SAYS.inner, ({ acts }) => acts.goInner()),
  resizing("tag.resize-start-left", ["["], SAYS.startLeft, "start", false),
  resizing("tag.resize-start-right", ["{"], SAYS.startRight, "start", true),
  resizing("tag.resize-end-right", ["]"], SAYS.endRight, "end", true),
  resizing("tag.resize-end-left", ["}"], SAYS.endLeft, "end", false),
  acting("tag.retag", ["m"], SAYS.retag, ({ acts }) => acts.retag(), noTag),
  acting("tag.delete", ["Delete", "x"], SAYS.remove, ({ acts }) => acts.delete(), noTag),
  acting("motif.sticky", ["t"], SAYS.keep, (reading) => reading.toggleKept(), isLocked),
];
