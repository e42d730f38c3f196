// The review page: puts the parts together. What each does is in its own module.

import { startCommands } from "./commands.js";
import { startConflict } from "./conflict.js";
import { earlyInput, replayInput } from "./early_input.js";
import { follow } from "./following.js";
import { keeperOf } from "./keeping.js";
import { Keymap } from "./keymap.js";
import { showKeys, startKeysPanel } from "./keys_panel.js";
import { startLeft } from "./left_changes.js";
import { startPalette } from "./palette.js";
import { proposingCommands, startProposing } from "./proposing.js";
import { motifCommands, readingCommands } from "./reading_keys.js";
import { refusalCommands } from "./refusals.js";
import { reviewCommands, scaleCommands } from "./review_commands.js";
import { spanCommands } from "./span_commands.js";
import { suggestionCommands } from "./suggestions.js";
import { ReviewPage } from "./review_page.js";
import { startSavedState } from "./saved_state.js";
import { Saver } from "./saving.js";
import { send } from "./sending.js";
import { showReveal, startSubmitting } from "./submitting.js";
import { forgetHistory, Undoing } from "./undoing.js";

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
    own: find("[data-own]"),
    nameOf: ({ field, tag }) => page.nameOf(field, tag),
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
function tellLeft(page, keeper, show) {
  const left = [...keeper.left.map(({ record }) => record), keeper.read()].filter(Boolean);
  const count = startLeft(page, left);
  if (count) show({ kind: "left", count });
}

function keepSaving(saver) {
  addEventListener("online", () => saver.flush());
  addEventListener("offline", () => saver.flush());
  addEventListener("focus", () => saver.flush().then(() => follow(saver, data.urls.review)));
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
    ...refusalCommands(page),
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
  page.save = async () => {
    await saver.flush();
    show(saver.state, { asked: true });
  };
  startKeys(page);
  if (data.locked) {
    page.show();
    showReveal();
    forgetHistory(name);
    tellLeft(page, keeper, show);
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
