// Buttons that copy a citation; without scripts they are not there.

/** Return what a copied element says: as it is written in a listing, else on one line. */
export function wordsOfElement({ tagName, textContent }) {
  return tagName === "PRE" ? textContent : textContent.replace(/\s+/gu, " ").trim();
}

export function startCopying(box, { clipboard, element }) {
  if (!box || !clipboard) return;
  for (const button of box.querySelectorAll("[data-copy]")) button.hidden = false;
  box.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await clipboard.writeText(wordsOfElement(element(button.dataset.copy)));
    button.dataset.said ??= button.textContent;
    button.textContent = box.dataset.copied;
    box.querySelector("[data-voice=copied]").textContent = box.dataset.copied;
    setTimeout(() => {
      button.textContent = button.dataset.said;
      box.querySelector("[data-voice=copied]").textContent = "";
    }, 2000);
  });
}

startCopying(document.querySelector("[data-cite]"), {
  clipboard: navigator.clipboard,
  element: (id) => document.getElementById(id),
});
