// The line that says whether the work is safe.

import { _, filled, ngettext } from "./i18n.js";
import { saidOf, suggestedIn } from "./refusals.js";

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function timeOf(date, now = new Date()) {
  const language = document.documentElement.lang || "en-GB";
  const time = date.toLocaleTimeString(language, clock);
  if (date.toDateString() === now.toDateString()) return time;
  return `${date.toLocaleDateString(language, { day: "numeric", month: "short" })} ${time}`;
}

const keptHere = (count) =>
  filled(
    ngettext(
      "%1 unsaved change kept in this browser",
      "%1 unsaved changes kept in this browser",
      count,
    ),
    count,
  );

/** Return the sentence for a state of saving, and whether it is good, middling or bad news. */
export function sentenceFor({ kind, count = 0, at = null, detail = "", online = true }) {
  const kept = keptHere(count);
  switch (kind) {
    case "saving":
      return { tone: "busy", text: _("Saving …") };
    case "saved":
      return { tone: "ok", text: at ? filled(_("Saved %1"), timeOf(at)) : _("Nothing to save yet") };
    case "incomplete":
      return { tone: "warn", text: filled(_("An answer lacks its point or its reason: %1"), kept) };
    case "unreachable":
      return online
        ? { tone: "bad", text: filled(_("The site does not answer: %1"), kept) }
        : { tone: "bad", text: filled(_("Offline: %1"), kept) };
    case "signed-out":
      return { tone: "bad", text: filled(_("Signed out: %1"), kept) };
    case "somebody-else":
      return { tone: "bad", text: filled(_("Signed in as somebody else: %1"), kept) };
    case "conflict":
      return { tone: "bad", text: filled(_("Changed elsewhere: %1"), kept) };
    case "submitted":
      if (!count) return { tone: "warn", text: _("Submitted elsewhere. Load the page again to see it.") };
      return { tone: "bad", text: filled(_("Submitted elsewhere: %1. Load the page again to reopen it."), kept) };
    case "left":
      return { tone: "warn", text: filled(_("Not part of what was submitted: %1"), kept) };
    case "no-room":
      return {
        tone: "bad",
        text: _("Not saved, and this browser has no room to keep it: leave this page open"),
      };
    default:
      return { tone: "bad", text: filled(_("Not saved: %1 %2"), detail || _("the site refused it"), kept) };
  }
}

/**
 * Show states in the line; say aloud only what changes for the reader: the first save, what goes
 * wrong, and that it goes well again; not every save after it. With `asked`, as by a key, say it anyhow.
 */
export function startSavedState({ line, voice, signIn, own, nameOf }) {
  let said = null;
  let loadedWith;
  return function show(state, { asked = false } = {}) {
    const refused = state.refused?.length ? saidOf(state.refused, nameOf) : state.detail;
    const { tone, text } = sentenceFor({ ...state, detail: refused, online: navigator.onLine });
    line.textContent = text;
    line.dataset.tone = tone;
    signIn.hidden = !["signed-out", "somebody-else"].includes(state.kind);
    if (own) own.hidden = !suggestedIn(state).length;
    if (loadedWith === undefined) loadedWith = state.at ?? null;
    const isNews = isNewsAfter(said, { ...state, tone }, loadedWith);
    if (isNews) said = `${tone}${state.kind}`;
    if (isNews || asked) voice.textContent = text;
  };
}

/** Say whether a state is other than what was said last, or the page was loaded with. */
function isNewsAfter(said, { tone, kind, at = null }, loadedWith) {
  if (tone === "busy" || `${tone}${kind}` === said) return false;
  return tone !== "ok" || said !== null || at !== loadedWith;
}
