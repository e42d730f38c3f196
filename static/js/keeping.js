// Changes that the server has not confirmed, kept in this browser. Every tab keeps its own, so
// that two tabs on one review cannot overwrite each other's; a tab that was closed or has crashed
// leaves its changes to the next one that opens the review.

const PREFIX = "variorum:review:";

/** Take a name that no other tab holds, as long as this tab lives. */
async function tabName() {
  if (!navigator.locks) return "only";
  const mine = sessionStorage.getItem("variorum:tab") ?? crypto.randomUUID();
  const name = (await hold(mine)) ? mine : crypto.randomUUID();
  if (name !== mine) await hold(name);
  sessionStorage.setItem("variorum:tab", name);
  return name;
}

function hold(name) {
  return new Promise((resolve) => {
    navigator.locks.request(`variorum:tab:${name}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

async function living() {
  if (!navigator.locks) return new Set(["only"]);
  const { held } = await navigator.locks.query();
  return new Set(held.map(({ name }) => name.replace("variorum:tab:", "")));
}

function records(prefix) {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  return keys.map((key) => [key, JSON.parse(localStorage.getItem(key))]);
}

/**
 * Return the keeper of one review's changes: `read()`, `write(record)`, `clear()`.
 *
 * `left` are `{record, forget()}` of tabs that are gone, oldest first, each to be forgotten once it is
 * taken over. `write` says whether the browser had room.
 */
export async function keeperOf(name) {
  try {
    return await opened(name);
  } catch {
    // A browser that keeps nothing for this site: the reader is told as soon as it matters.
    return { left: [], read: () => null, clear() {}, write: () => false };
  }
}

async function opened(name) {
  const prefix = `${PREFIX}${name}:`;
  const tab = await tabName();
  const alive = await living();
  const own = prefix + tab;
  const left = records(prefix)
    .filter(([key]) => key !== own && !alive.has(key.slice(prefix.length)))
    .sort(([, a], [, b]) => a.at - b.at);
  return {
    left: left.map(([key, record]) => ({ record, forget: () => localStorage.removeItem(key) })),
    read: () => JSON.parse(localStorage.getItem(own) ?? "null"),
    clear: () => localStorage.removeItem(own),
    write(record) {
      try {
        localStorage.setItem(own, JSON.stringify({ ...record, at: Date.now() }));
        return true;
      } catch {
        return false;
      }
    },
  };
}
