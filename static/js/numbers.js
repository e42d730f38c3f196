// Sentence numbers at the head of each paragraph, in the margin, as editions have them.

import { whenIdle } from "variorum/idle";

/** Yield the paragraphs' first characters and the number of the sentence each begins with. */
function* numbered(text, language) {
  const sentences = new Intl.Segmenter(language || undefined, { granularity: "sentence" });
  let number = 1;
  for (const { 0: line, index } of text.matchAll(/[^\n]+/g)) {
    if (!line.trim()) continue;
    yield { start: index + line.search(/\S/), number };
    for (const { segment } of sentences.segment(line)) number += segment.trim() ? 1 : 0;
  }
}

export const paragraphsOf = (text, language) => [...numbered(text, language)];

function numberFor({ number }) {
  const span = document.createElement("span");
  span.textContent = number;
  return span;
}

/** Number the paragraphs of the text, counting while there is time; return what places them. */
export function startNumbers({ layer, text, language, corners, blocks }) {
  const counting = numbered(text, language);
  // By block, of which each holds one paragraph.
  const paragraphs = new Map();

  function place() {
    const shown = [...blocks.near].filter((number) => paragraphs.has(number));
    const tops = shown.map((number) => corners.at(paragraphs.get(number).start).y);
    const elements = shown.map((number) => numberFor(paragraphs.get(number)));
    elements.forEach((element, at) => (element.style.top = `${tops[at]}px`));
    layer.replaceChildren(...elements);
  }

  function count() {
    const until = performance.now() + 8;
    while (performance.now() < until) {
      const { value, done } = counting.next();
      if (done) return place();
      paragraphs.set(blocks.holding(value.start), value);
    }
    if (paragraphs.size < 60) place();
    return whenIdle(count);
  }

  whenIdle(count);
  return place;
}
