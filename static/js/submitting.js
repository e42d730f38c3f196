// Submit, reopen and guess: each ends in the page as the server then tells it.

import { meaningOf, send } from "variorum/sending";

/** Return where to look for what an error of the API names, and what to say there. */
export function placeOf(field) {
  const scale = /^ratings\.(.+)$/.exec(field)?.[1];
  if (scale) return `[data-scale="${CSS.escape(scale)}"] input`;
  return field === "action" || field === "comment" ? `[data-field=${field}]` : null;
}

function showMissing(box, { errors = [], detail = "" }) {
  const rows = errors.length ? errors : [{ field: "", message: detail }];
  const items = rows.map(({ field, message }) => {
    const item = document.createElement("li");
    const target = placeOf(field) && document.querySelector(placeOf(field));
    if (!target) item.textContent = message;
    else {
      const link = document.createElement("button");
      link.type = "button";
      link.className = "button button--link";
      link.textContent = message;
      link.addEventListener("click", () => target.focus());
      item.append(link);
    }
    return item;
  });
  box.querySelector("ul").replaceChildren(...items);
  box.hidden = false;
  const first = box.querySelector("button") ?? box;
  first.focus();
}

const WAITS = {
  unreachable: "Not submitted: the site cannot be reached. Your reading is kept in this browser.",
  "signed-out": "Not submitted: you are signed out. Your reading is kept in this browser.",
  conflict: "Not submitted: the review was changed elsewhere. Choose a version first.",
  incomplete: "Not submitted: an answer lacks its point, or the reason why there is none.",
};

/** Wire the buttons that are on the page. `saver` is missing where nothing can be changed. */
export function startSubmitting({ urls, version, saver, box, locked }) {
  let busy = false;
  async function post(url, body) {
    const answer = await send("POST", url, body);
    if (answer.ok) return location.reload();
    const waits = WAITS[meaningOf(answer)];
    return showMissing(box, waits ? { detail: waits } : answer.data);
  }
  async function submit() {
    if (busy) return;
    busy = true;
    box.hidden = true;
    const came = await saver.flush();
    if (came === "saved") await post(urls.submit, { version: saver.version });
    else showMissing(box, { detail: WAITS[came] ?? saver.state.detail });
    busy = false;
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-act=reopen]")) post(urls.reopen, { version });
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
  document.addEventListener("keydown", (event) => {
    if (locked || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    submit();
  });
}
