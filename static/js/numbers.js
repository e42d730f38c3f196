// Sentence numbers at the head of each paragraph, in the margin, as editions have them.

import { whenIdle } from "./idle.js";
import { startStanding } from "./standing.js";
import { segmenter } from "./words.js";

/** Yield the paragraphs' first characters and the number of the sentence each begins with. */
function* numbered(text, language) {
  const sentences = segmenter(language, "sentence");
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

/** Number the paragraphs of the text, counting while there is time; return what asks where they go. */
export function startNumbers({ layer, text, language, corners, blocks }) {
  const stand = startStanding(layer);
  const counting = numbered(text, language);
  // By block, of which each holds one paragraph.
  const paragraphs = new Map();

  function placed() {
    const rows = [...blocks.near]
      .filter((block) => paragraphs.has(block))
      .map((block) => {
        const paragraph = paragraphs.get(block);
        const top = corners.at(paragraph.start).y;
        return { key: paragraph.number, top, make: () => numberFor(paragraph) };
      });
    return () => stand(rows);
  }

  function count() {
    const until = performance.now() + 8;
    while (performance.now() < until) {
      const { value, done } = counting.next();
      if (done) return placed()();
      paragraphs.set(blocks.holding(value.start), value);
    }
    if (paragraphs.size < 60) placed()();
    return whenIdle(count);
  }

  whenIdle(count);
  return placed;
}
