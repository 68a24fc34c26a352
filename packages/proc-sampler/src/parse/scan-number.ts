const ZERO = 48;
const NINE = 57;
const SPACE = 32;
const TAB = 9;

/**
 * The unsigned decimal number at `index`, after any spaces and tabs; `NaN` where no digit stands.
 * Hand-written because a sample holds about sixty of them and a regular expression costs more than the read.
 */
export function scanNumber(text: string, index: number): number {
  let at = index;
  let code = text.charCodeAt(at);
  while (code === SPACE || code === TAB) code = text.charCodeAt(++at);
  if (!(code >= ZERO && code <= NINE)) return NaN;
  let value = 0;
  while (code >= ZERO && code <= NINE) {
    value = value * 10 + (code - ZERO);
    code = text.charCodeAt(++at);
  }
  return value;
}

/** The number behind `key` (`'Rss:'`) where a line starts with it; `null` when the key or its number is absent. */
export function fieldOfLine(text: string, key: string): number | null {
  let at = text.startsWith(key) ? 0 : text.indexOf('\n' + key);
  if (at < 0) return null;
  if (at > 0 || text.charCodeAt(0) === 10) at += 1;
  const value = scanNumber(text, at + key.length);
  return Number.isSafeInteger(value) ? value : null;
}
