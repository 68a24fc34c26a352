import type { Tone } from '../results/tone.js';

/** Wraps text in terminal styles, or leaves it alone. */
export interface TerminalStyle {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly tone: (tone: Tone, text: string) => string;
}

const CODES: Readonly<Record<Tone, string>> = { better: '32', worse: '31', caution: '33', neutral: '39' };

/** Styles with escape codes when `color`, the identity otherwise. */
export function terminalStyle(color: boolean): TerminalStyle {
  const wrap = (on: string, off: string) => (text: string) =>
    color && text !== '' ? `\u001B[${on}m${text}\u001B[${off}m` : text;
  return {
    bold: wrap('1', '22'),
    dim: wrap('2', '22'),
    tone: (tone, text) => wrap(CODES[tone], '39')(text),
  };
}
