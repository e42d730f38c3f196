// What the server would not take, as the reader knows it: by the tag that is meant, or by the field.

import { tagId } from "./draft.js";
import { _ } from "./i18n.js";

const TAG = /^tags[.[](\d+)\]?(?:\.(\w+))?/;

/** Return `[{field, message, tag?, part?}]` for the errors of an answer to these changes. */
export function refusedIn({ errors }, { tags = [] }) {
  return (errors ?? []).map(({ field = "", message }) => {
    const [, number, part] = TAG.exec(field) ?? [];
    return number === undefined ? { field, message } : { field, message, tag: tags[number], part };
  });
}

/** Return one sentence for all of them. */
export const saidOf = (refused, nameOf) =>
  refused.map((one) => (one.field ? `${nameOf(one)}: ${one.message}` : one.message)).join(" ");

/** Return the tags that a state names because of the suggestions they came of. */
export const suggestedIn = ({ refused = [] }) =>
  refused.filter(({ tag, part }) => tag && part === "suggestion").map(({ tag }) => tag);

/** Keep the tags that were refused for their suggestions as the reader's own. */
function keepOwn(page) {
  const gone = new Set(suggestedIn(page.saver.state).map(({ suggestion }) => suggestion));
  const own = ({ suggestion: _of, ...tag }) => tag;
  const tags = page.draft.tags.map((tag) => (gone.has(tag.suggestion) ? own(tag) : tag));
  const [first] = page.draft.tags.filter((tag) => gone.has(tag.suggestion));
  if (first) page.change({ tags }, `tag ${tagId(first)}`);
  return page.saver.flush();
}

/** Return what can be done by a key, where the page may have to do with suggestions at all. */
export function refusalCommands(page) {
  const button = page.find("[data-own]");
  button?.addEventListener("click", () => keepOwn(page));
  const command = {
    id: "tag.own", label: _("Keep a tag as your own that is refused for its suggestion"),
    keys: ["Y"], scope: "page",
    isOff: () => !suggestedIn(page.saver.state).length,
    run: keepOwn,
  };
  return button ? [command] : [];
}
