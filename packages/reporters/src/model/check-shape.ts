/** What a key of a file holds; `?` where it may also be null, a shape for an object, a shape in a list for objects. */
export type Kind =
  'text' | 'text?' | 'number' | 'number?' | 'flag' | 'object' | 'object?' | Shape | readonly [Shape];

/** Kinds by key. A key that is left out is no misfit, and neither is one that the shape does not name. */
export interface Shape {
  readonly [key: string]: Kind;
}

const NAMES = { text: 'a string', number: 'a finite number', flag: 'true or false', object: 'an object' };

/**
 * The first place in `value` that is of another kind than `shape` says, as a sentence; `null` when all of it fits.
 * Only own keys count, so that no name of JavaScript's own objects is taken for one.
 */
export function firstMisfit(value: object, shape: Shape, at = ''): string | null {
  for (const [key, kind] of Object.entries(shape)) {
    if (!Object.hasOwn(value, key)) continue;
    const found = misfitOf((value as Record<string, unknown>)[key], kind, at === '' ? key : `${at}.${key}`);
    if (found !== null) return found;
  }
  return null;
}

function misfitOf(value: unknown, kind: Kind, at: string): string | null {
  if (value === undefined) return null;
  if (typeof kind === 'string') {
    const name = kind.replace('?', '') as keyof typeof NAMES;
    if (kind.endsWith('?') && value === null) return null;
    return isOf(value, name) ? null : misfit(at, NAMES[name] + (kind.endsWith('?') ? ' or null' : ''), value);
  }
  if (isList(kind)) return misfitInList(value, kind[0], at);
  if (value === null) return null;
  return isObject(value) ? firstMisfit(value, kind, at) : misfit(at, 'an object', value);
}

function misfitInList(value: unknown, shape: Shape, at: string): string | null {
  if (!Array.isArray(value)) return misfit(at, 'a list of objects', value);
  for (const [index, one] of value.entries()) {
    const found = isObject(one)
      ? firstMisfit(one, shape, `${at}[${index}]`)
      : misfit(`${at}[${index}]`, 'an object', one);
    if (found !== null) return found;
  }
  return null;
}

function isOf(value: unknown, name: keyof typeof NAMES): boolean {
  if (name === 'object') return isObject(value);
  if (name === 'number') return typeof value === 'number' && Number.isFinite(value);
  return typeof value === (name === 'text' ? 'string' : 'boolean');
}

const isList = (kind: Kind): kind is readonly [Shape] => Array.isArray(kind);

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function misfit(at: string, wanted: string, value: unknown): string {
  return `"${at}" must be ${wanted}; got ${describeKind(value)}`;
}

/** What kind of thing a value is, in words; never the value, which may be anything. */
export function describeKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'number' && !Number.isFinite(value)) return 'a number beyond all bounds';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
