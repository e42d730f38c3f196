// The review page: puts the parts together. What each does is in its own module.

import { startCommands } from "variorum/commands";
import { startConflict } from "variorum/conflict";
import { earlyInput, replayInput } from "variorum/early_input";
import { keeperOf } from "variorum/keeping";
import { Keymap } from "variorum/keymap";
import { showKeys, startKeysPanel } from "variorum/keys_panel";
import { startPalette } from "variorum/palette";
import { proposingCommands, startProposing } from "variorum/proposing";
import { motifCommands, readingCommands } from "variorum/reading_keys";
import { reviewCommands, scaleCommands } from "variorum/review_commands";
import { spanCommands } from "variorum/span_commands";
import { suggestionCommands } from "variorum/suggestions";
import { ReviewPage } from "variorum/review_page";
import { startSavedState } from "variorum/saved_state";
import { Saver } from "variorum/saving";
import { send } from "variorum/sending";
import { showReveal, startSubmitting } from "variorum/submitting";
import { forgetHistory, Undoing } from "variorum/undoing";

const find = (selector) => document.querySelector(selector);
const data = JSON.parse(find("#review-data").textContent);
const name = `${data.id}:${data.text.id}`;

function startSide() {
  const side = find("[data-side]");
  const narrow = matchMedia("(max-width: 62rem)");
  const fit = () => (side.open = !narrow.matches);
  narrow.addEventListener("change", fit);
  fit();
}

async function startSaver(page) {
  const keeper = await keeperOf(name);
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
    onElsewhere: () => {
      page.show();
      page.undoing.fit();
    },
  });
  const ask = startConflict({
    dialog: find("[data-conflict]"),
    scales: page.scales,
    motifs: page.motifs,
    quoteOf: (tag) => page.quoteOf(tag),
    choose: (changes) => saver.choose(changes),
  });
  return { saver, keeper, show };
}

function startUndoing(page) {
  return new Undoing({
    name,
    find,
    draft: () => page.draft,
    apply: (changes, step) => page.turnBack(changes, step),
    nameOf: (what) => page.nameOf(what),
  });
}

/** Say what was not part of a reading that can no longer be changed as it stands. */
function tellLeft(keeper, show) {
  const left = [...keeper.left.map(({ record }) => record), keeper.read()].filter(Boolean);
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

/** Wire every key, the panel that lists them and the palette. */
function startKeys(page) {
  const commands = [
    ...readingCommands,
    ...spanCommands,
    ...(data.suggestions ? suggestionCommands : []),
    ...(data.locked ? [] : motifCommands(data.motifs)),
    ...proposingCommands,
    ...reviewCommands,
    ...scaleCommands(data.scales, data),
  ];
  const panel = startKeysPanel(find("#keys"), { keymap: () => page.keymap });
  const onChange = (now) => {
    showKeys(now);
    if (page.keymap) panel.show();
  };
  page.keymap = new Keymap(commands, onChange);
  panel.show();
  startPalette(page, find("[data-palette]"));
  startCommands(page, page.keymap.commands);
}

async function start() {
  startSide();
  const page = new ReviewPage(data, find);
  const { saver, keeper, show } = await startSaver(page);
  const early = earlyInput();
  page.connect(saver, startUndoing(page));
  const { submit } = startSubmitting({
    urls: data.urls,
    saver,
    version: data.version,
    box: find("[data-missing]"),
  });
  page.submit = submit;
  startKeys(page);
  if (data.locked) {
    showReveal();
    forgetHistory(name);
    tellLeft(keeper, show);
  } else {
    saver.replay(keeper.read(), keeper.left);
    page.show();
    page.undoing.fit();
    page.propose = startProposing({ page, saver, dialog: find("[data-propose]") });
    keepSaving(saver);
    find("[data-review]").dataset.ready = "";
  }
  replayInput(early);
}

start();
