// Work that can wait until the reader is not waiting.

const waiting = new Set();

/** Run something when there is time; asked for twice before that, it is run once. */
export function whenIdle(run) {
  if (waiting.has(run)) return;
  waiting.add(run);
  const then = () => {
    waiting.delete(run);
    run();
  };
  // Not every browser has idle callbacks.
  if (window.requestIdleCallback) requestIdleCallback(then, { timeout: 500 });
  else setTimeout(then, 50);
}
