import { type Numbers, requireNumbers } from './check-arguments.js';

/**
 * Benjamini-Hochberg adjusted p values, in the order of the input: a metric whose adjusted value is under q is
 * flagged with a false discovery rate of at most q. Source: JRSS B 57 (1995).
 * @throws RangeError naming the argument
 */
export function benjaminiHochberg(pValues: Numbers): number[] {
  requireNumbers(pValues, 'pValues', 0);
  const n = pValues.length;
  for (let i = 0; i < n; i++) {
    if (pValues[i]! < 0 || pValues[i]! > 1) {
      throw new RangeError(`pValues[${i}] must lie between 0 and 1, got ${pValues[i]}`);
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => pValues[j]! - pValues[i]!);
  const adjusted = new Array<number>(n);
  let least = 1;
  for (const [place, i] of order.entries()) {
    least = Math.min(least, (pValues[i]! * n) / (n - place));
    adjusted[i] = least;
  }
  return adjusted;
}
