import { BaselineError, type BaselineErrorCode } from '../errors.js';

// A string is matched whole, so that the words inside one are left alone.
const TOKEN = /"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g;

/**
 * Parses JSON. `NaN`, which Python writes and JSON does not know, is refused by name: it says that a figure is
 * missing without saying which. With `infinities: 'open'` an `Infinity` (an open end of an interval) becomes null.
 * @throws BaselineError with `code`
 */
export function parseJson(
  text: string,
  file: string,
  code: BaselineErrorCode,
  options: { infinities?: 'open' | 'refuse' } = {},
): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const words = [...text.matchAll(TOKEN)].filter((match) => !match[0].startsWith('"'));
    const bad = words.find((match) => match[0] === 'NaN' || options.infinities !== 'open');
    if (bad !== undefined) {
      throw new BaselineError(
        code,
        `${file} holds ${bad[0]} after ${excerptBefore(text, bad.index)}; a figure must be a finite number`,
        { next: 'take the file anew, or remove that figure', cause },
      );
    }
    if (words.length > 0) {
      const cleaned = text.replaceAll(TOKEN, (token) => (token.startsWith('"') ? token : 'null'));
      return parseJson(cleaned, file, code);
    }
    const empty = text.trim() === '' ? 'it is empty' : (cause as Error).message;
    throw new BaselineError(code, `${file} is not valid JSON: ${empty}`, {
      next: 'the file may be cut short; take it anew',
      cause,
    });
  }
}

function excerptBefore(text: string, index: number): string {
  const before = text.slice(Math.max(0, index - 60), index).replaceAll(/\s+/g, ' ');
  return before.slice(before.lastIndexOf(',') + 1).trim();
}
