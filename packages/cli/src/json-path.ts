/** The value at a dotted path, or undefined. Only own keys are followed. */
export function atPath(value: unknown, dotted: string): unknown {
  let current = value;
  for (const key of dotted === '' ? [] : dotted.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<string, unknown>)[key];
  }
  return current;
}

/** Nested maps as one level of dotted keys; lists stay values. */
export function flattenKeys(value: Record<string, unknown>, prefix = ''): Map<string, unknown> {
  const flat = new Map<string, unknown>();
  for (const [key, item] of Object.entries(value)) {
    const name = prefix === '' ? key : `${prefix}.${key}`;
    if (isMap(item)) for (const [inner, leaf] of flattenKeys(item, name)) flat.set(inner, leaf);
    else flat.set(name, item);
  }
  return flat;
}

/** A copy of `base` with `over` laid on top, map by map. */
export function deepMerge(
  base: Record<string, unknown>,
  over: Record<string, unknown>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, item] of Object.entries(over)) {
    const under = merged[key];
    merged[key] = isMap(under) && isMap(item) ? deepMerge(under, item) : item;
  }
  return merged;
}

/** `{a: {b: value}}` from `a.b`. */
export function nest(dotted: string, value: unknown): Record<string, unknown> {
  const keys = dotted.split('.');
  return keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>;
}

/** One nested map from dotted names. */
export function nestAll(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.entries(flat).reduce<Record<string, unknown>>(
    (merged, [name, value]) => deepMerge(merged, nest(name, value)),
    {},
  );
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
