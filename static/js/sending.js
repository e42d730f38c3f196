// Requests to the API. A broken line is an answer with status 0, so that callers see one shape.

/** Return the token as the cookie has it now: another tab may have signed in again. */
export function tokenIn(cookies) {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(cookies)?.[1] ?? "";
}

/** Leave out of words what no database takes and nobody sees, as it comes when one pastes. */
const storable = (_key, value) =>
  typeof value === "string" ? (value.toWellFormed?.() ?? value).replaceAll("\0", "") : value;

export async function send(method, url, body, { keepalive = false } = {}) {
  try {
    const response = await fetch(url, {
      method,
      keepalive,
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": tokenIn(document.cookie),
      },
      body: JSON.stringify(body, storable),
    });
    const data = await response.json().catch(() => ({}));
    return { status: response.status, ok: response.ok, data };
  } catch {
    return { status: 0, ok: false, data: {} };
  }
}

/** Say in one word what an answer means for the changes that were sent. */
export function meaningOf({ status, ok, data }) {
  if (ok) return "saved";
  if (status === 0 || status === 429 || status >= 500) return "unreachable";
  if (status === 401 || status === 403) return "signed-out";
  // The review is there, and not this person's: another tab has signed in as somebody else.
  if (status === 404) return "somebody-else";
  if (status === 409 && data.current) return "conflict";
  return "refused";
}
