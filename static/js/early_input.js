// Doing again what the reader did while the page was still getting ready.

/** Take what was kept; what stands in fields is read now, before anything is shown in them. */
export function earlyInput() {
  const { acts, fields } = globalThis.variorumEarly?.() ?? { acts: [], fields: [] };
  const words = fields.map((field) => ({ field, value: field.value, checked: field.checked }));
  return { acts, words };
}

/** Put the words back and do the acts, in order; keys follow the focus where an act has moved it. */
export function replayInput({ acts, words }) {
  for (const { field, value, checked } of words) {
    if (field.type === "radio") field.checked = checked;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  let focus = document.activeElement;
  let moved = false;
  for (const event of acts) {
    const { type, target } = event;
    if (type === "submit") target.requestSubmit();
    else if (type === "click") target.click();
    else (moved ? document.activeElement : target).dispatchEvent(new KeyboardEvent(type, event));
    moved ||= document.activeElement !== focus;
    focus = document.activeElement;
  }
  // Words that were selected meanwhile are there to be tagged.
  document.dispatchEvent(new Event("selectionchange"));
}
