// The words of our modules in the reader's language. Pages whose modules speak load the catalogue
// before them, which sets `django`; without it, as in a test of one module, English is said.

/** Return a message in the reader's language. */
export const _ = (english) => globalThis.django?.gettext?.(english) ?? english;

/** Return the message for so many. */
export const ngettext = (one, many, count) =>
  globalThis.django?.ngettext?.(one, many, count) ?? (count === 1 ? one : many);

/** Put values where a message has %1, %2 and so on. */
export const filled = (message, ...values) =>
  message.replace(/%([1-9])/gu, (mark, number) => values[number - 1] ?? mark);
