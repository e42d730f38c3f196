// What the reader does before the page's modules listen, kept so that it can be done again. No
// module: modules wait until the whole document is there, and the reader need not.
(() => {
  const TYPED = "textarea, select, input:not([type=radio], [type=checkbox])";
  const acts = [];
  const fields = new Set();
  const keep = (event) => {
    if (!event.isTrusted || !event.target.closest?.("[data-review]")) return;
    if (event.type === "input") fields.add(event.target);
    else if (event.type === "submit") event.preventDefault();
    if (event.type === "keydown" && (event.isComposing || event.target.matches(TYPED))) return;
    if (event.type === "click" && !event.target.closest("button[type=button]")) return;
    if (event.type !== "input") acts.push(event);
  };
  const kinds = ["keydown", "input", "click", "submit"];
  for (const kind of kinds) addEventListener(kind, keep, true);
  globalThis.variorumEarly = () => {
    for (const kind of kinds) removeEventListener(kind, keep, true);
    return { acts, fields: [...fields] };
  };
})();
