/**
 * Root of an increasing function between two bounds: Newton's steps, halving wherever a step would leave the bracket.
 * @param f returns value and derivative at x
 */
export function findRoot(
  f: (x: number) => readonly [value: number, derivative: number],
  low: number,
  high: number,
  start: number,
): number {
  let lo = low;
  let hi = high;
  let x = start > lo && start < hi ? start : (lo + hi) / 2;
  for (let i = 0; i < 200; i++) {
    const [v, d] = f(x);
    if (v === 0) return x;
    if (v < 0) lo = x;
    else hi = x;
    let next = d > 0 ? x - v / d : NaN;
    if (!(next > lo && next < hi)) next = (lo + hi) / 2;
    if (Math.abs(next - x) <= 4e-16 * Math.max(Math.abs(next), Math.abs(x)) || next === lo || next === hi) {
      return next;
    }
    x = next;
  }
  return x;
}
