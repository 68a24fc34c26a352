/** A parameter that both sides say and that differs. */
export interface ParameterDifference {
  key: string;
  baseline: unknown;
  run: unknown;
}

/** More of these makes a result more certain, not another one. */
const HARMLESS = new Set(['repeats', 'precision', 'strict', 'resume']);

/** Under this key a lane lists every override it made: what is not listed was not overridden. */
const OVERRIDES = 'set';

/**
 * Lane parameters that differ, by dotted key. What one side does not have is unknown, not different (null is a value:
 * a flag that was left alone); only a list of overrides is complete, so an override on one side is a difference.
 */
export function parameterDifferences(
  baseline: Readonly<Record<string, unknown>>,
  run: Readonly<Record<string, unknown>>,
): ParameterDifference[] {
  const found: ParameterDifference[] = [];
  for (const key of Object.keys(baseline)) {
    if (HARMLESS.has(key)) continue;
    const before = baseline[key];
    const after = run[key];
    if (key === OVERRIDES && isMap(before) && isMap(after)) found.push(...overrideDifferences(before, after));
    else if (isMap(before) && isMap(after)) {
      found.push(...parameterDifferences(before, after).map((d) => ({ ...d, key: `${key}.${d.key}` })));
    } else if (key in run && !same(before, after)) {
      found.push({ key, baseline: before, run: after });
    }
  }
  return found;
}

function overrideDifferences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): ParameterDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => !same(before[name], after[name]))
    .map((name) => ({ key: `${OVERRIDES}.${name}`, baseline: before[name], run: after[name] }));
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  }
  if (!isMap(a) || !isMap(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => same(a[key], b[key]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
