import { badInput } from '../errors.js';

const UNIT_SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds from `300`, `0.2`, `500ms`, `30s`, `5m`, `1h`. */
export function parseDurationS(text: string | number, flag: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(ms|s|m|h)?$/.exec(String(text).trim());
  if (!match) {
    throw badInput(
      `${flag}: '${text}' is not a duration`,
      `give seconds (${flag} 300) or a unit (${flag} 5m)`,
    );
  }
  const seconds = Number(match[1]) * (UNIT_SECONDS[match[2] ?? 's'] ?? 1);
  if (!Number.isFinite(seconds) || seconds > 30 * 86_400) {
    throw badInput(`${flag}: '${text}' is longer than 30 days`, 'give a shorter duration');
  }
  return seconds;
}

/** A duration above zero. */
export function parsePositiveDurationS(text: string | number, flag: string): number {
  const seconds = parseDurationS(text, flag);
  if (seconds <= 0) throw badInput(`${flag}: must be above zero, got '${text}'`);
  return seconds;
}

/** A share above zero and below one, from `2%` or `0.02`. */
export function parseShare(text: string | number, flag: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*(%)?$/.exec(String(text).trim());
  const share = match ? Number(match[1]) / (match[2] ? 100 : 1) : Number.NaN;
  if (!(share > 0 && share < 1))
    throw badInput(`${flag}: '${text}' is not a share`, `for example ${flag} 2%`);
  return share;
}

/** A whole number within [min, max]. */
export function parseCount(text: string | number, flag: string, min = 1, max = 1_000_000): number {
  const value = Number(String(text).trim());
  if (String(text).trim() === '' || !Number.isInteger(value) || value < min || value > max) {
    throw badInput(`${flag}: '${text}' is not a whole number from ${min} to ${max}`);
  }
  return value;
}

/** A comma-separated list of whole numbers within [min, max]; each wrong entry is named. */
export function parseCountList(
  value: string | readonly (string | number)[],
  flag: string,
  min = 1,
  max = 1_000_000,
): number[] {
  const parts = typeof value === 'string' ? value.split(',') : value.map(String);
  const wrong = parts.filter((part) => !isCount(part, min, max));
  if (wrong.length > 0 || parts.length === 0) {
    throw badInput(
      `${flag}: ${wrong.map((part) => `'${part.trim()}'`).join(', ')} ${wrong.length === 1 ? 'is' : 'are'} not a whole number from ${min} to ${max}`,
      `give a comma-separated list, for example ${flag} 10,50,100`,
    );
  }
  return parts.map(Number);
}

function isCount(part: string, min: number, max: number): boolean {
  const value = Number(part.trim());
  return part.trim() !== '' && Number.isInteger(value) && value >= min && value <= max;
}

/** A comma-separated list of words, each once and, where they are given, one of `known`. */
export function parseWords<T extends string = string>(
  value: string | number | readonly (string | number)[],
  flag: string,
  known?: readonly T[],
): T[] {
  const parts = (Array.isArray(value) ? value.map(String) : String(value).split(',')).map((part) =>
    part.trim(),
  );
  const wrong = parts.filter((part) => part === '' || (known && !known.includes(part as T)));
  if (wrong.length > 0) {
    throw badInput(
      `${flag}: ${wrong.map((part) => `'${part}'`).join(', ')} cannot be used`,
      known ? `known: ${known.join(', ')}` : `give a comma-separated list`,
    );
  }
  return [...new Set(parts)] as T[];
}
