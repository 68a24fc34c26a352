import { type Numbers, requireAtLeast, requireNumbers } from './check-arguments.js';

/** A stretch of candidate levels on which the last change came at `since`: cost a·μ² + b·μ + c. */
interface Piece {
  readonly low: number;
  readonly high: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly since: number;
}

/**
 * Exact least-squares segmentation into constant levels: minimises Σ(y − level)² + penalty · changes.
 * The optimum is that of PELT (Killick, Fearnhead & Eckley, JASA 107, 2012); it is found by functional pruning
 * (Maidstone et al., Stat. Comput. 27, 2017), which stays near n·log n on series without a change, too.
 *
 * @param ys at least one number
 * @param penalty cost of a change in squared units of y, 0 or more; 2 to 15 times ln n times the noise variance is usual
 * @returns the first index of every segment but the first, ascending
 * @throws RangeError naming the argument
 */
export function changePoints(ys: Numbers, penalty: number): number[] {
  requireNumbers(ys, 'ys');
  requireAtLeast(penalty, 'penalty', 0);
  const n = ys.length;
  const origin = ys[0]!;
  let low = 0;
  let high = 0;
  for (let i = 0; i < n; i++) {
    low = Math.min(low, ys[i]! - origin);
    high = Math.max(high, ys[i]! - origin);
  }
  if (high === low) return [];
  const unit = high - low;
  const beta = penalty / unit / unit;
  const last = new Int32Array(n + 1);
  let pieces: Piece[] = [{ low: low / unit, high: high / unit, a: 0, b: 0, c: 0, since: 0 }];
  for (let t = 1; t <= n; t++) {
    const y = (ys[t - 1]! - origin) / unit;
    let best = Infinity;
    for (let i = 0; i < pieces.length; i++) {
      const p = pieces[i]!;
      const q = { low: p.low, high: p.high, a: p.a + 1, b: p.b - 2 * y, c: p.c + y * y, since: p.since };
      pieces[i] = q;
      const m = Math.min(q.high, Math.max(q.low, -q.b / (2 * q.a)));
      const value = (q.a * m + q.b) * m + q.c;
      if (value < best) {
        best = value;
        last[t] = q.since;
      }
    }
    if (t < n) pieces = prune(pieces, best + beta, t);
  }
  const found: number[] = [];
  for (let t = last[n]!; t > 0; t = last[t]!) found.push(t);
  return found.reverse();
}

/** Lower envelope of the pieces and a constant: starting a new segment at t, whatever its level. */
function prune(pieces: readonly Piece[], constant: number, t: number): Piece[] {
  const kept: Piece[] = [];
  const fresh = (low: number, high: number): void => {
    if (!(high > low)) return;
    const before = kept[kept.length - 1];
    if (before !== undefined && before.since === t) kept[kept.length - 1] = { ...before, high };
    else kept.push({ low, high, a: 0, b: 0, c: constant, since: t });
  };
  for (const p of pieces) {
    const discriminant = p.b * p.b - 4 * p.a * (p.c - constant);
    if (discriminant <= 0) {
      fresh(p.low, p.high);
      continue;
    }
    const root = Math.sqrt(discriminant);
    const low = Math.max(p.low, (-p.b - root) / (2 * p.a));
    const high = Math.min(p.high, (-p.b + root) / (2 * p.a));
    if (!(high > low)) {
      fresh(p.low, p.high);
      continue;
    }
    fresh(p.low, low);
    kept.push({ ...p, low, high });
    fresh(high, p.high);
  }
  return kept;
}
