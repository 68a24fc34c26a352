/** The value under `key`, or `undefined` when `source` is not an object that owns it. */
export function readKey(source: unknown, key: string): unknown {
  if (typeof source !== 'object' || source === null) return undefined;
  return Object.hasOwn(source, key) ? (source as Record<string, unknown>)[key] : undefined;
}

/** The value at a path of keys. */
export function readPath(source: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => readKey(value, key), source);
}

/** A finite number, or `null`: NaN, infinities, strings and missing values are all unknown. */
export function readNumber(source: unknown, key: string): number | null {
  return asNumber(readKey(source, key));
}

/** A finite number, or `null`. */
export function asNumber(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A string, or `null`; numbers and booleans are written out. */
export function readText(source: unknown, key: string): string | null {
  const value = readKey(source, key);
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** An array, or an empty one. */
export function readList(source: unknown, key: string): readonly unknown[] {
  const value = readKey(source, key);
  return Array.isArray(value) ? value : [];
}
