// Notes in the margin: each beside its words, none over another.

/**
 * Return where each note goes, given where it would like to be, sorted from top to bottom.
 *
 * The active note stands beside its words and pushes the others away, up and down; without one the
 * first keeps its place. Nothing is pushed above the top: then the active note gives way.
 */
export function placed(wanted, heights, { gap = 10, active = 0 } = {}) {
  const tops = [...wanted];
  for (let at = active + 1; at < tops.length; at += 1) {
    tops[at] = Math.max(tops[at], tops[at - 1] + heights[at - 1] + gap);
  }
  for (let at = active - 1; at >= 0; at -= 1) {
    tops[at] = Math.min(tops[at], tops[at + 1] - heights[at] - gap);
  }
  let free = 0;
  return tops.map((top, at) => {
    const settled = Math.max(top, free);
    free = settled + heights[at] + gap;
    return settled;
  });
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

function follow(list) {
  for (const note of list.children) put(note, null);
  list.style.minHeight = "";
}

/** Return where the notes go and which of them are near the window; those are asked how high they are. */
function settled(notes, wanted, { active, isNear }) {
  let found = [];
  let near = [];
  for (let round = 0; round < 4; round += 1) {
    const known = notes.map((note) => heights.get(note) ?? UNKNOWN);
    found = placed(wanted, known, { active }).map(Math.round);
    near = notes.filter((note, number) => isNear(found[number]) || isNear(tops.get(note) ?? 0));
    if (!measure(near)) break;
  }
  return { found, near: new Set(near) };
}

/**
 * Ask where the notes of the list go; return what puts them beside their words.
 *
 * In a narrow window they simply follow. A note that is far from the window, and stays far, keeps the
 * place that it was given first.
 */
export function laidOut(list, { wantedTop, active }) {
  const notes = [...list.children];
  const beside = getComputedStyle(list).getPropertyValue("--beside").trim() === "1";
  if (!beside || !notes.length) return () => follow(list);
  const frame = list.getBoundingClientRect().top;
  const wanted = notes.map((note) => Math.max(0, wantedTop(note) - frame));
  const at = Math.max(0, notes.findIndex((note) => note.dataset.tag === active));
  const high = innerHeight;
  const isNear = (top) => top > -frame - high && top < -frame + 2 * high;
  const { found, near } = settled(notes, wanted, { active: at, isNear });
  const last = heights.get(notes.at(-1)) ?? UNKNOWN;
  // In steps, since it changes the height of the page.
  const end = `${Math.ceil((found.at(-1) + last) / 200) * 200}px`;
  return () => {
    notes.forEach((note, number) => {
      if (near.has(note) || !tops.has(note)) put(note, found[number]);
    });
    if (list.style.minHeight !== end) list.style.minHeight = end;
  };
}
