// What is heard where keys move over the text: the words, and the tags one has come into.

import { _, filled } from "./i18n.js";

const SAYS = { tagged: _("%1 (tagged %2)") };

const touches = (span, tag) => tag.start < span.end && span.start < tag.end;

/** Follow what is picked: `heardIn(span, tags)` returns its words, with the motifs of tags not met before. */
export function startHeard(text, nameOf) {
  let met = new Set();
  let last = null;
  return function heardIn(span, tags) {
    // A browser tells of a selection a second time, when it is made already.
    if (last?.start === span.start && last.end === span.end && last.tags === tags) return last.said;
    const words = text.slice(span.start, span.end);
    const here = tags.filter((tag) => touches(span, tag));
    const names = here.filter(({ id }) => !met.has(id)).map(nameOf);
    met = new Set(here.map(({ id }) => id));
    const said = names.length ? filled(SAYS.tagged, words, [...new Set(names)].join(", ")) : words;
    last = { ...span, tags, said };
    return said;
  };
}
