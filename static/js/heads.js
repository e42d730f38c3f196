// The sigla that head the tags: one head for all that begin at a place, and for places so near that
// their heads would lie over one another.

// About how wide a letter of sigla is, and what stands around them; exactly is not worth asking.
const LETTER = 8;
const AROUND = 6;
// Of a head so much stands before the place at which it points.
const BEFORE = 0.8;

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

const widthOf = (spans) => spans.reduce((sum, { sigla }) => sum + sigla.length * LETTER, AROUND);

function isOver(head, before) {
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

function headFor(spans, backward) {
  const head = document.createElement("span");
  head.className = backward ? "head head--rtl" : "head";
  for (const span of spans) {
    const sig = document.createElement("span");
    sig.className = `sig k${span.tone}`;
    sig.textContent = span.sigla;
    head.append(sig);
  }
  return head;
}

/** Return what keeps one head where it stands, as `startStanding` takes it. */
export function standingFor({ start, spans, at }) {
  const said = spans.map(({ sigla, tone }) => `${tone}${sigla}`).join(" ");
  const make = () => headFor(spans, at.backward);
  return { key: `${start} ${said}`, top: at.y, left: at.x, make };
}
