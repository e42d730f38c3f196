// Notes in the margin: each beside its words, none over another.

import { filled, ngettext } from "./i18n.js";

const GAP = 10;

/** Return where the notes go around the active one, which stands where it would like to be. */
function around(wanted, heights, active) {
  const tops = [...wanted];
  for (let at = active + 1; at < tops.length; at += 1) {
    tops[at] = Math.max(tops[at], tops[at - 1] + heights[at - 1] + GAP);
  }
  for (let at = active - 1; at >= 0; at -= 1) {
    tops[at] = Math.min(tops[at], tops[at + 1] - heights[at] - GAP);
  }
  return tops;
}

/**
 * Return where each note goes, given where it would like to be, sorted from top to bottom.
 *
 * The active note stands beside its words and pushes the others away, up and down; without one the
 * first keeps its place. Nothing is pushed above the top: then the active note gives way. If that were
 * by more than `most`, it stays, and what finds no room before it goes out above the top.
 */
export function placed(wanted, heights, { active = 0, most = Infinity } = {}) {
  let free = 0;
  const tops = around(wanted, heights, active);
  const found = tops.map((top, at) => {
    const settled = Math.max(top, free);
    free = settled + heights[at] + GAP;
    return settled;
  });
  return found[active] - wanted[active] > most ? tops : found;
}

// What each note's style says and how high it was last, which is quicker to ask here.
const tops = new WeakMap();
const heights = new WeakMap();
const UNKNOWN = 34;

function put(note, top) {
  if (tops.get(note) === top) return;
  tops.set(note, top);
  note.style.top = top === null ? "" : `${top}px`;
}

/** Ask the notes how high they are; return whether one is not as high as was thought. */
function measure(notes) {
  let isOther = false;
  for (const note of notes) {
    const height = note.offsetHeight;
    if (heights.get(note) !== height) isOther = true;
    heights.set(note, height);
  }
  return isOther;
}

/** Hide what went out above the top of the list, and tell how many notes that are, where it is told. */
function showAbove(list, above, count) {
  if (!above) return;
  above.hidden = !count;
  above.textContent = count ? filled(ngettext("%1 note above", "%1 notes above", count), count) : "";
  list.classList.toggle("notes--cut", count > 0);
}

function follow(list, above) {
  showAbove(list, above, 0);
  for (const note of list.children) put(note, null);
  list.style.minHeight = "";
}

/** Return where the notes go and which of them are near the window; those are asked how high they are. */
function settled(notes, wanted, { active, isNear, most }) {
  let found = [];
  let near = [];
  for (let round = 0; round < 4; round += 1) {
    const known = notes.map((note) => heights.get(note) ?? UNKNOWN);
    found = placed(wanted, known, { active, most }).map(Math.round);
    near = notes.filter((note, number) => isNear(found[number]) || isNear(tops.get(note) ?? 0));
    if (!measure(near)) break;
  }
  return { found, near: new Set(near) };
}

/**
 * Ask where the notes of the list go; return what puts them beside their words.
 *
 * In a narrow window they simply follow. A note that is far from the window, and stays far, keeps the
 * place that it was given first. Without a line `above` that tells of them, no notes go out at the top.
 */
export function laidOut(list, { wantedTop, active, above }) {
  const notes = [...list.children];
  const beside = getComputedStyle(list).getPropertyValue("--beside").trim() === "1";
  if (!beside || !notes.length) return () => follow(list, above);
  const frame = list.getBoundingClientRect().top;
  const wanted = notes.map((note) => Math.max(0, wantedTop(note) - frame));
  const at = Math.max(0, notes.findIndex((note) => note.dataset.tag === active));
  const high = innerHeight;
  const isNear = (top) => top > -frame - high && top < -frame + 2 * high;
  const most = above ? high / 4 : Infinity;
  const { found, near } = settled(notes, wanted, { active: at, isNear, most });
  const last = heights.get(notes.at(-1)) ?? UNKNOWN;
  // In steps, since it changes the height of the page.
  const end = `${Math.ceil((found.at(-1) + last) / 200) * 200}px`;
  return () => {
    notes.forEach((note, number) => {
      if (near.has(note) || !tops.has(note)) put(note, found[number]);
    });
    if (list.style.minHeight !== end) list.style.minHeight = end;
    showAbove(list, above, found.filter((top) => top < 0).length);
  };
}
