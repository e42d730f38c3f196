// The sigla that head the tags: one head for all that begin at a place, and for places so near that
// their heads would lie over one another.

// About how wide a letter of sigla is, and what stands around them; exactly is not worth asking.
const LETTER = 8;
const BETWEEN = 5;
const AROUND = 4;
// Of a head so much stands before the place at which it points.
const BEFORE = 0.8;

// As many sigla as find room over a word; a click on it lists all of its tags.
const ROOM = 4;

/** Join the sigla of tags that begin at one place, in the order of their motifs. */
export function headsOf(spans) {
  const heads = new Map();
  for (const span of spans) {
    const there = heads.get(span.start);
    if (there) there.push(span);
    else heads.set(span.start, [span]);
  }
  return [...heads].map(([start, over]) => ({ start, end: start + 1, spans: over }));
}

const widthOf = (spans) => {
  const { shown } = shownSigla(spans);
  return shown.reduce((sum, { sigla }) => sum + sigla.length * LETTER + BETWEEN, AROUND);
};

function isOver(head, before) {
  // So many would hide one another's places as well: each says how many there are.
  if (head.spans.length + before.spans.length > ROOM) return false;
  if (head.at.backward !== before.at.backward || Math.abs(head.at.y - before.at.y) > 2) return false;
  const apart = (head.at.x - before.at.x) * (head.at.backward ? -1 : 1);
  const needed = (1 - BEFORE) * widthOf(before.spans) + BEFORE * widthOf(head.spans);
  return apart >= 0 && apart < needed;
}

/** Let heads on one line that would lie over one another be one, where the first of them stands. */
export function gathered(heads) {
  const found = [];
  for (const head of heads) {
    const before = found.at(-1);
    if (!before || !isOver(head, before)) found.push(head);
    else found[found.length - 1] = { ...before, spans: [...before.spans, ...head.spans] };
  }
  return found;
}

/** Return the sigla that stand at a place, and how many more there are. */
export function shownSigla(spans) {
  const shown = spans.length > ROOM ? spans.slice(0, ROOM - 1) : spans;
  return { shown, more: spans.length - shown.length };
}

function headFor(spans, { backward, isFar }) {
  const head = document.createElement("span");
  head.className = `head${backward ? " head--rtl" : ""}${isFar ? " head--far" : ""}`;
  const { shown, more } = shownSigla(spans);
  for (const span of shown) {
    const sig = document.createElement("span");
    sig.className = `sig k${span.tone}`;
    sig.textContent = span.sigla;
    head.append(sig);
  }
  if (more) head.append(Object.assign(document.createElement("small"), { textContent: `+${more}` }));
  return head;
}

/** Return what keeps one head where it stands, as `startStanding` takes it. */
export function standingFor({ start, spans, at, width }) {
  const said = spans.map(({ sigla, tone }) => `${tone}${sigla}`).join(" ");
  const { backward, x } = at;
  // In the latter half of a line, where there is more room before the words than after.
  const isFar = backward ? x < width / 2 : x > width / 2;
  const make = () => headFor(spans, { backward, isFar });
  return { key: `${start} ${isFar} ${said}`, top: at.y, left: x, make };
}
