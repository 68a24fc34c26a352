/** A number as an unevaluated sum of two doubles: about 31 digits. Source: Dekker, Numer. Math. 18 (1971). */
export type Dd = readonly [high: number, low: number];

const SPLIT = 134217729;

/** A double without a tail. */
export function dd(x: number): Dd {
  return [x, 0];
}

function fastSum(a: number, b: number): Dd {
  const s = a + b;
  return [s, b - (s - a)];
}

function twoSum(a: number, b: number): Dd {
  const s = a + b;
  const v = s - a;
  return [s, a - (s - v) + (b - v)];
}

function twoProduct(a: number, b: number): Dd {
  const p = a * b;
  const ta = SPLIT * a;
  const ah = ta - (ta - a);
  const al = a - ah;
  const tb = SPLIT * b;
  const bh = tb - (tb - b);
  const bl = b - bh;
  return [p, ah * bh - p + ah * bl + al * bh + al * bl];
}

/** Sum. */
export function add(a: Dd, b: Dd): Dd {
  const [s, e] = twoSum(a[0], b[0]);
  const [t, f] = twoSum(a[1], b[1]);
  const [u, g] = fastSum(s, e + t);
  return fastSum(u, g + f);
}

/** Difference. */
export function subtract(a: Dd, b: Dd): Dd {
  return add(a, [-b[0], -b[1]]);
}

/** Product. */
export function multiply(a: Dd, b: Dd): Dd {
  const [p, e] = twoProduct(a[0], b[0]);
  return fastSum(p, e + (a[0] * b[1] + a[1] * b[0]));
}

/** Quotient, by three steps of long division. */
export function divide(a: Dd, b: Dd): Dd {
  const q = a[0] / b[0];
  let r = subtract(a, multiply(b, dd(q)));
  const q2 = r[0] / b[0];
  r = subtract(r, multiply(b, dd(q2)));
  const q3 = r[0] / b[0];
  return add(fastSum(q, q2), dd(q3));
}

/** Square root of a number above 0. */
export function squareRoot(a: Dd): Dd {
  const x = Math.sqrt(a[0]);
  const rest = subtract(a, multiply(dd(x), dd(x)));
  return add(dd(x), divide(rest, dd(2 * x)));
}
