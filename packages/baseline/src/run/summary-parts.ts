/** A parsed JSON object of unknown shape. */
export type Part = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object. */
export function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a key; empty where there is none. */
export function partAt(value: Part, key: string): Part {
  const found = value[key];
  return isPart(found) ? found : {};
}

/** The objects of the array at a key. */
export function partsAt(value: Part, key: string): Part[] {
  const found = value[key];
  return Array.isArray(found) ? found.filter(isPart) : [];
}

/** The finite number at a key; null where there is none. */
export function numberAt(value: Part, key: string): number | null {
  const found = value[key];
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

/** The text at a key; null where there is none, or where it says "unknown". */
export function textAt(value: Part, key: string): string | null {
  const found = value[key];
  return typeof found === 'string' && found !== '' && found !== 'unknown' ? found : null;
}

/** The truth value at a key; null where there is none. */
export function flagAt(value: Part, key: string): boolean | null {
  const found = value[key];
  return typeof found === 'boolean' ? found : null;
}

/** The finite numbers of the array at a key. */
export function numbersAt(value: Part, key: string): number[] {
  const found = value[key];
  if (!Array.isArray(found)) return [];
  return found.filter((x): x is number => typeof x === 'number' && Number.isFinite(x));
}
