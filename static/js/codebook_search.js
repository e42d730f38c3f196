// Finding a motif by typing: entries that do not have the words go, what they lie in stays.

/** Return whether every word that was typed stands somewhere in an entry's words. */
export function hasWords(words, typed) {
  const there = words.toLowerCase();
  return typed.toLowerCase().split(/\s+/).every((word) => there.includes(word));
}

/** Show the entries that have the words, or lie around one that has; return how many have. */
export function narrow(entries, typed) {
  let found = 0;
  for (const entry of [...entries].reverse()) {
    const own = entry.querySelector(":scope > [data-words]")?.dataset.words ?? entry.textContent;
    const has = hasWords(own, typed);
    const holds = entry.querySelector("[data-entry]:not([hidden])") !== null;
    entry.hidden = !has && !holds;
    if (has) found += 1;
    if (holds && typed.trim()) entry.querySelector(":scope > details").open = true;
  }
  return found;
}

function start() {
  const box = document.querySelector("[data-codebook-search]");
  if (!box) return;
  box.hidden = false;
  const said = box.querySelector("[data-found]");
  box.querySelector("input").addEventListener("input", (event) => {
    const typed = event.target.value;
    const found = narrow(document.querySelectorAll("[data-entry]"), typed);
    said.textContent = typed.trim() ? found || said.dataset.none : "";
  });
}

start();
