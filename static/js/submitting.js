// Submit, reopen and guess: each ends in the page as the server then tells it.

import { _ } from "./i18n.js";
import { lackingAnswers, startMissing } from "./missing.js";
import { meaningOf, send } from "./sending.js";

const WAITS = {
  unreachable: _("Not submitted: the site cannot be reached. Your reading is kept in this browser."),
  "signed-out": _("Not submitted: you are signed out. Your reading is kept in this browser."),
  "somebody-else": _("Not submitted: somebody else is signed in. Your reading is kept in this browser."),
  submitted: _("Not submitted: it was submitted elsewhere. Load the page again to reopen it."),
  conflict: _("Not submitted: the review was changed elsewhere. Choose a version first."),
  incomplete: _("Not submitted: an answer lacks its point, or the reason why there is none."),
};

const REVEAL = "#reveal";

/** Load the page anew at a place in it; the browser would go back to where the reader was. */
function reloadAt(hash) {
  history.scrollRestoration = "manual";
  history.replaceState(history.state, "", location.pathname + location.search + hash);
  location.reload();
}

/** Go to who wrote the text, where the page was loaded to show it. */
export function showReveal() {
  const reveal = location.hash === REVEAL && document.querySelector(REVEAL);
  if (!reveal) return;
  reveal.scrollIntoView({ block: "start", behavior: "instant" });
  reveal.focus({ preventScroll: true });
  // A later reload stays where the reader then is.
  history.scrollRestoration = "auto";
}

function errorsIn({ errors = [], detail = "" }) {
  return errors.length ? errors : [{ field: "", message: detail }];
}

function waitFor(meaning) {
  const lacking = meaning === "incomplete" ? lackingAnswers() : [];
  return lacking.length ? lacking : [{ field: "", message: WAITS[meaning] }];
}

/** Wire the buttons that are on the page; returns `submit()`. */
export function startSubmitting({ urls, version, saver, box }) {
  const missing = startMissing(box);
  let busy = false;
  async function post(url, body, { at = REVEAL } = {}) {
    const answer = await send("POST", url, body);
    if (answer.ok) return reloadAt(at);
    const meaning = meaningOf(answer);
    return missing.show(WAITS[meaning] ? waitFor(meaning) : errorsIn(answer.data));
  }
  async function submit() {
    if (busy) return;
    busy = true;
    missing.hide();
    try {
      const came = await saver.flush();
      if (came === "saved") await post(urls.submit, { version: saver.version });
      else missing.show(WAITS[came] ? waitFor(came) : errorsIn({ detail: saver.state.detail }));
    } finally {
      busy = false;
    }
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-act=reopen]")) post(urls.reopen, { version }, { at: "" });
  });
  // A browser submits a form by Enter in any field of one line: here that would end the reading, and
  // show who wrote the text, by a key that many press after every answer.
  document.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, target } = event;
    if (key === "Enter" && !ctrlKey && !metaKey && target.matches("[data-rate] input")) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-rate]")) {
      event.preventDefault();
      submit();
    } else if (event.target.matches("[data-guess]")) {
      event.preventDefault();
      post(urls.guess, Object.fromEntries(new FormData(event.target)));
    }
  });
  return { submit };
}
