import { fitTrend, type TrendData, type TrendFit, trendSupport } from './trend-model.js';

/** A transient with a time constant above this share of the window looks like a leak. */
export const SLOWEST_TRANSIENT: number = 1 / 6;
/**
 * Time constants are tried to a tenth beyond it: n samples a step apart are a window of n steps to whoever took them
 * and of n−1 between their times, and where noise is tiny even that difference would pass for a leak.
 */
const SLOWEST_TRIED = 1.1 * SLOWEST_TRANSIENT;
const FASTEST_SHARE = 0.05;
/** Time constants whose log likelihood is this close to the best are possible, too. */
const POSSIBLE = 2.5;
const TRIALS = 9;

/**
 * The trend beside a cache that fills up, c·e^(−t/τ), for the best time constant τ and the ends of the range that the
 * data allow; the slope moves one way with τ, so the ends bound it. The best comes first.
 */
export function fillUpFits(data: TrendData, ts: ArrayLike<number>): TrendFit[] {
  const start = ts[0]!;
  const span = ts[ts.length - 1]! - start;
  const column = (logTau: number): Float64Array =>
    Float64Array.from(ts, (t) => Math.exp(-(t - start) / span / Math.exp(logTau)));
  const support = (logTau: number): number => trendSupport(data, [column(logTau)]);
  const top = Math.log(SLOWEST_TRIED);
  const bottom = Math.log(SLOWEST_TRANSIENT * FASTEST_SHARE);
  const h = (top - bottom) / (TRIALS - 1);
  let best = top;
  let value = support(top);
  for (let i = 1; i < TRIALS; i++) {
    const s = support(top - i * h);
    if (s > value) [best, value] = [top - i * h, s];
  }
  [best, value] = refine(support, Math.max(bottom, best - h), Math.min(top, best + h), best, value);
  const low = edge(support, best, bottom, value - POSSIBLE);
  const high = edge(support, best, top, value - POSSIBLE);
  return [best, low, high].map((logTau) => fitTrend(data, [column(logTau)]));
}

function refine(
  support: (x: number) => number,
  low: number,
  high: number,
  start: number,
  startValue: number,
): [number, number] {
  const golden = 0.381966011250105;
  let a = low;
  let b = high;
  let best = start;
  let value = startValue;
  for (let i = 0; i < 24 && b - a > 1e-4; i++) {
    const right = b - best > best - a;
    const x = right ? best + golden * (b - best) : best - golden * (best - a);
    const s = support(x);
    if (s > value) {
      if (right) a = best;
      else b = best;
      [best, value] = [x, s];
    } else if (right) b = x;
    else a = x;
  }
  return [best, value];
}

/** Where the support falls under the limit between the best and a bound; the bound when it never does. */
function edge(support: (x: number) => number, best: number, bound: number, limit: number): number {
  if (bound === best || support(bound) >= limit) return bound;
  let inside = best;
  let outside = bound;
  // In from the far end by thirds, because for clear transients the range is a sliver beside the best.
  for (let i = 0; i < 16; i++) {
    const x = inside + (outside - inside) / 3;
    if (support(x) >= limit) inside = x;
    else outside = x;
    if (Math.abs(outside - inside) < 0.2 * Math.abs(outside - best)) break;
  }
  return outside;
}
