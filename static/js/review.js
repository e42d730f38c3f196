// The review page: puts the parts together. What each does is in its own module.

import { startConflict } from "variorum/conflict";
import { keeperOf } from "variorum/keeping";
import { startProposing } from "variorum/proposing";
import { ReviewPage } from "variorum/review_page";
import { startRatings } from "variorum/ratings";
import { startSavedState } from "variorum/saved_state";
import { Saver } from "variorum/saving";
import { send } from "variorum/sending";
import { showReveal, startSubmitting } from "variorum/submitting";

const find = (selector) => document.querySelector(selector);
const data = JSON.parse(find("#review-data").textContent);

function startSide() {
  const side = find("[data-side]");
  const narrow = matchMedia("(max-width: 62rem)");
  const fit = () => (side.open = !narrow.matches);
  narrow.addEventListener("change", fit);
  fit();
}

async function startSaver(page) {
  const keeper = await keeperOf(`${data.id}:${data.text.id}`);
  const show = startSavedState({
    line: find("[data-saved]"),
    voice: find("[data-voice=saved]"),
    signIn: find("[data-sign-in]"),
  });
  const saver = new Saver({
    review: data,
    keeper,
    patch: (body, options) => send("PATCH", data.urls.review, body, options),
    onState: show,
    onConflict: (stored, changes) => ask(stored, changes),
  });
  const ask = startConflict({
    dialog: find("[data-conflict]"),
    scales: page.scales,
    motifs: page.motifs,
    quoteOf: (tag) => page.quoteOf(tag),
    choose: (changes) => {
      saver.choose(changes);
      page.show();
    },
  });
  return { saver, keeper, show };
}

function replay(saver, keeper) {
  const left = [...keeper.left, keeper.read()].filter(Boolean);
  if (left.length) saver.replay(left);
  else saver.flush();
  keeper.forgetLeft();
}

/** Say what was not part of a reading that can no longer be changed as it stands. */
function tellLeft(keeper, show) {
  const left = [...keeper.left, keeper.read()].filter(Boolean);
  const count = new Set(left.flatMap(({ sent, waiting }) => [...sent.touched, ...waiting.touched]));
  if (count.size) show({ kind: "left", count: count.size });
}

function keepSaving(saver) {
  addEventListener("online", () => saver.flush());
  addEventListener("offline", () => saver.flush());
  addEventListener("focus", () => saver.flush());
  addEventListener("pagehide", () => saver.flush({ keepalive: true }));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") saver.flush({ keepalive: true });
  });
}

async function start() {
  startSide();
  const page = new ReviewPage(data, find);
  const { saver, keeper, show } = await startSaver(page);
  page.connect(saver);
  startSubmitting({
    urls: data.urls,
    saver,
    version: data.version,
    box: find("[data-missing]"),
    locked: data.locked,
  });
  if (data.locked) {
    showReveal();
    return tellLeft(keeper, show);
  }
  startRatings(find("[data-rate]"), {
    scales: page.scales,
    onRating: (scale, rating) => page.change({ ratings: { [scale]: rating } }, `ratings.${scale}`),
    onWords: (field, words) => page.change({ [field]: words }, field),
  });
  const dialog = find("[data-propose]");
  if (dialog) startProposing({ page, saver, dialog });
  replay(saver, keeper);
  page.show();
  keepSaving(saver);
  find("[data-review]").dataset.ready = "";
  return undefined;
}

start();
