// Sentence numbers at the head of each paragraph, in the margin, as editions have them.

/** Return the paragraphs' first characters and the number of the sentence each begins with. */
export function paragraphsOf(text, language) {
  const sentences = new Intl.Segmenter(language || undefined, { granularity: "sentence" });
  let number = 1;
  const found = [];
  for (const { 0: line, index } of text.matchAll(/[^\n]+/g)) {
    if (!line.trim()) continue;
    found.push({ start: index + line.search(/\S/), number });
    for (const { segment } of sentences.segment(line)) number += segment.trim() ? 1 : 0;
  }
  return found;
}

/** Number the paragraphs of the text; return what puts the numbers in their places again. */
export function startNumbers({ layer, text, language, corners }) {
  const paragraphs = paragraphsOf(text, language);
  const elements = paragraphs.map(({ number }) => {
    const span = document.createElement("span");
    span.textContent = number;
    return span;
  });
  layer.replaceChildren(...elements);
  return function place() {
    const tops = paragraphs.map(({ start }) => corners.at(start).y);
    elements.forEach((element, number) => (element.style.top = `${tops[number]}px`));
  };
}
