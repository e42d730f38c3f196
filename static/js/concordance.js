// Ticking lines of a concordance: ranges by Shift, all by Ctrl + A, and how many there are.

/** Return the numbers from one to another, both included, whichever comes first. */
export function rangeBetween(from, to) {
  const [low, high] = from < to ? [from, to] : [to, from];
  return Array.from({ length: high - low + 1 }, (_, at) => low + at);
}

/** Return what the button says of so many lines. */
export function saidOf(count, { none, one, many }) {
  if (!count) return none;
  return count === 1 ? one : many.replace("#", String(count));
}

function tick(boxes, numbers, on) {
  for (const number of numbers) boxes[number].checked = on;
}

function start(form) {
  const boxes = [...form.querySelectorAll("[name=line]")];
  const bar = form.querySelector("[data-tagging]");
  if (!bar || !boxes.length) return;
  const button = bar.querySelector("[data-count]");
  let anchor = null;
  const show = () => {
    const count = boxes.filter((box) => box.checked).length;
    button.textContent = saidOf(count, bar.dataset);
    button.disabled = !count;
  };
  form.addEventListener("click", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    if (event.shiftKey && anchor !== null) {
      tick(boxes, rangeBetween(anchor, at), event.target.checked);
    }
    anchor = at;
    show();
  });
  form.addEventListener("keydown", (event) => {
    const at = boxes.indexOf(event.target);
    if (at < 0) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = event.key === "a" && (event.ctrlKey || event.metaKey);
    if (all) tick(boxes, boxes.keys(), true);
    else if (step && boxes[at + step]) {
      boxes[at + step].focus();
      if (event.shiftKey) tick(boxes, [at, at + step], true);
      anchor = at + step;
    } else return;
    event.preventDefault();
    show();
  });
  // A page that the browser kept comes back with its ticks.
  addEventListener("pageshow", show);
  bar.querySelector("[data-keys]").hidden = false;
  show();
}

const form = document.querySelector("form[data-lines]");
if (form) start(form);
