// Keys as they are on a keyboard with Latin letters. On another, Cyrillic, Greek, Hebrew or Arabic, the
// same key writes another letter; which key it is, the browser tells beside it.

const BESIDE = { BracketLeft: "[{", BracketRight: "]}", Comma: ",<", Period: ".>" };

const isPlain = (key) => /^[\x20-\x7e]$/.test(key);

/** Return what a key stands for; Caps Lock writes capitals, and changes no command. */
export function latinKeyOf(event) {
  const { key, code = "", shiftKey } = event;
  if ([...key].length !== 1) return key;
  const letter = isPlain(key) ? /^[a-z]$/i.exec(key)?.[0] : /^Key([A-Z])$/.exec(code)?.[1];
  const locked = !isPlain(key) || event.getModifierState?.("CapsLock");
  if (letter) return locked ? (shiftKey ? letter.toUpperCase() : letter.toLowerCase()) : key;
  if (isPlain(key)) return key;
  if (/\p{Nd}/u.test(key)) return /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1] ?? key;
  return BESIDE[code]?.[shiftKey ? 1 : 0] ?? key;
}
