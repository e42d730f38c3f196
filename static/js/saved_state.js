// The line that says whether the work is safe.

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

export function timeOf(date, now = new Date()) {
  const time = date.toLocaleTimeString("en-GB", clock);
  if (date.toDateString() === now.toDateString()) return time;
  return `${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} ${time}`;
}

const changes = (count) => (count === 1 ? "1 unsaved change" : `${count} unsaved changes`);

/** Return the sentence for a state of saving, and whether it is good, middling or bad news. */
export function sentenceFor({ kind, count = 0, at = null, detail = "", online = true }) {
  const kept = `${changes(count)} kept in this browser`;
  switch (kind) {
    case "saving":
      return { tone: "busy", text: "Saving …" };
    case "saved":
      return { tone: "ok", text: at ? `Saved ${timeOf(at)}` : "Nothing to save yet" };
    case "incomplete":
      return { tone: "warn", text: `An answer lacks its point or its reason: ${kept}` };
    case "unreachable":
      return online
        ? { tone: "bad", text: `The site does not answer: ${kept}` }
        : { tone: "bad", text: `Offline: ${kept}` };
    case "signed-out":
      return { tone: "bad", text: `Signed out: ${kept}` };
    case "somebody-else":
      return { tone: "bad", text: `Signed in as somebody else: ${kept}` };
    case "conflict":
      return { tone: "bad", text: `Changed elsewhere: ${kept}` };
    case "left":
      return { tone: "warn", text: `Not part of what was submitted: ${kept}` };
    case "no-room":
      return {
        tone: "bad",
        text: "Not saved, and this browser has no room to keep it: leave this page open",
      };
    default:
      return { tone: "bad", text: `Not saved: ${detail || "the site refused it"} ${kept}` };
  }
}

/** Show states in the line; say aloud only what changes for the reader, not every "Saving". */
export function startSavedState({ line, voice, signIn }) {
  let said = line.dataset.tone;
  return function show(state) {
    const { tone, text } = sentenceFor({ ...state, online: navigator.onLine });
    line.textContent = text;
    line.dataset.tone = tone;
    signIn.hidden = !["signed-out", "somebody-else"].includes(state.kind);
    if (tone === "busy" || `${tone}${state.kind}` === said) return;
    said = `${tone}${state.kind}`;
    voice.textContent = text;
  };
}
