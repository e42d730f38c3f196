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

/** Put the notes of the list beside their words; in a narrow window they simply follow. */
export function layOut(list, { wantedTop, active }) {
  const notes = [...list.children];
  const beside = getComputedStyle(list).getPropertyValue("--beside").trim() === "1";
  if (!beside || !notes.length) {
    for (const note of notes) note.style.top = "";
    list.style.minHeight = "";
    return;
  }
  const frame = list.getBoundingClientRect().top;
  const wanted = notes.map((note) => Math.max(0, wantedTop(note) - frame));
  const heights = notes.map((note) => note.offsetHeight);
  const at = notes.findIndex((note) => note.dataset.tag === active);
  const tops = placed(wanted, heights, { active: Math.max(0, at) });
  notes.forEach((note, number) => {
    note.style.top = `${tops[number]}px`;
  });
  list.style.minHeight = `${tops.at(-1) + heights.at(-1)}px`;
}
