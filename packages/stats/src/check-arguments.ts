/** Numbers as a plain or typed array. */
export type Numbers = ArrayLike<number>;

/** Beyond this, squares and products of three would overflow a double; no measured quantity comes near. */
const LARGEST = 1e100;
/** Below this, they would vanish. */
const SMALLEST = 1e-100;

/**
 * Refuses anything but a list of finite numbers of workable size.
 * @throws RangeError naming the argument and the offending element.
 */
export function requireNumbers(values: Numbers, name: string, atLeast = 1): void {
  if (values === null || typeof values !== 'object' || typeof values.length !== 'number') {
    throw new RangeError(`${name} must be an array of numbers, got ${describe(values)}`);
  }
  if (values.length < atLeast) {
    throw new RangeError(
      `${name} must hold at least ${atLeast} ${atLeast === 1 ? 'number' : 'numbers'}, got ${values.length}`,
    );
  }
  for (let i = 0; i < values.length; i++) {
    const v: unknown = values[i];
    if (typeof v !== 'number' || !Number.isFinite(v)) {
      throw new RangeError(`${name}[${i}] must be a finite number, got ${describe(v)}`);
    }
    if (Math.abs(v) > LARGEST) {
      throw new RangeError(`${name}[${i}] must not exceed 1e100 in magnitude, got ${v}`);
    }
    if (v !== 0 && Math.abs(v) < SMALLEST) {
      throw new RangeError(`${name}[${i}] must be 0 or at least 1e-100 in magnitude, got ${v}`);
    }
  }
}

/** Two lists that belong together point by point. @throws RangeError naming the argument. */
export function requirePairs(xs: Numbers, ys: Numbers, xName: string, yName: string, atLeast = 1): void {
  requireNumbers(xs, xName, atLeast);
  requireNumbers(ys, yName, 0);
  if (xs.length !== ys.length) {
    throw new RangeError(
      `${yName} must be as long as ${xName}: ${xName} has ${xs.length}, ${yName} has ${ys.length}`,
    );
  }
}

/** Times that only go forward. @throws RangeError naming the argument and the first step that does not. */
export function requireIncreasing(values: Numbers, name: string): void {
  for (let i = 1; i < values.length; i++) {
    if (values[i]! <= values[i - 1]!) {
      const how = values[i] === values[i - 1] ? 'repeats' : 'goes back to';
      throw new RangeError(
        `${name} must increase strictly: ${name}[${i}] ${how} ${values[i]} after ${values[i - 1]}`,
      );
    }
  }
}

/** A number strictly between two bounds. @throws RangeError naming the argument. */
export function requireBetween(value: number, name: string, low: number, high: number): void {
  if (typeof value !== 'number' || !(value > low && value < high)) {
    throw new RangeError(`${name} must lie between ${low} and ${high}, got ${describe(value)}`);
  }
}

/** A finite number of at least `low`. @throws RangeError naming the argument. */
export function requireAtLeast(value: number, name: string, low: number): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < low) {
    throw new RangeError(`${name} must be a finite number of at least ${low}, got ${describe(value)}`);
  }
}

function describe(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null || value === undefined) return String(value);
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
