import { growth, powerLaw, slopeInterval } from '@medkit-bench/stats';
import type { CellRecord } from './cell-record.js';

/** The log-log fit's claim, by the usual rule on its interval. */
export interface LogLogFit {
  exponent: number | null;
  r2: number | null;
  lo: number | null;
  hi: number | null;
  verdict: string;
}

/** The growth fit y = offset + coefficient * x^exponent in the metric's own unit. */
export interface GrowthFit {
  offset: number | null;
  coefficient: number | null;
  exponent: number | null;
  lo: number | null;
  hi: number | null;
  verdict: string;
}

/** What one more entity costs, by a straight line through all repeats. */
export interface MarginalCost {
  perEntity: number | null;
  lo: number | null;
  hi: number | null;
}

/** Fewer sizes than this give an open interval. */
const MIN_SIZES = 3;

export type FitMetric = 'uss_kib' | 'pss_kib' | 'anonymous_kib' | 'cpu_cores';

/** Size and cost of every usable repeat. */
export function fitPoints(cells: readonly CellRecord[], metric: FitMetric): { xs: number[]; ys: number[] } {
  const usable = cells.filter((cell) => (cell.entity_count ?? 0) > 0 && cell[metric] !== null);
  return { xs: usable.map((cell) => cell.entity_count ?? 0), ys: usable.map((cell) => cell[metric] ?? 0) };
}

/** Log-log fit over the medians per size: what the method in common use would claim. */
export function logLogFit(
  cells: readonly CellRecord[],
  metric: FitMetric,
  medians: (ys: number[]) => number,
): LogLogFit {
  const { xs, ys } = mediansBySize(fitPoints(cells, metric), medians);
  if (xs.length < 2 || ys.some((y) => y <= 0))
    return { exponent: null, r2: null, lo: null, hi: null, verdict: 'INDETERMINATE' };
  const fit = powerLaw(xs, ys, { level: 0.95 });
  const lo = finite(fit.lo);
  const hi = finite(fit.hi);
  return { exponent: fit.exponent, r2: finite(fit.r2), lo, hi, verdict: logLogVerdict(xs.length, lo, hi) };
}

/** Super-linear only if the interval's low end passes 1, sub-linear only if its high end stays under 1. */
export function logLogVerdict(sizes: number, lo: number | null, hi: number | null): string {
  if (sizes < MIN_SIZES || lo === null || hi === null) return 'INDETERMINATE';
  if (lo > 1) return 'super-linear';
  return hi < 1 ? 'sub-linear' : 'INDETERMINATE';
}

/** Growth fit over all repeats; null below three sizes. */
export function growthFit(cells: readonly CellRecord[], metric: FitMetric): GrowthFit | null {
  const { xs, ys } = fitPoints(cells, metric);
  if (new Set(xs).size < MIN_SIZES) return null;
  const fit = growth(xs, ys, { level: 0.95 });
  return {
    offset: finite(fit.offset),
    coefficient: finite(fit.coefficient),
    exponent: finite(fit.exponent),
    lo: finite(fit.lo),
    hi: finite(fit.hi),
    verdict: fit.verdict,
  };
}

/** The straight line's slope and its interval; repeats are independent instances. */
export function marginalCost(cells: readonly CellRecord[], metric: FitMetric): MarginalCost | null {
  const { xs, ys } = fitPoints(cells, metric);
  if (new Set(xs).size < 2 || xs.length < MIN_SIZES) return null;
  const line = slopeInterval(xs, ys, { level: 0.95, dependence: 'independent' });
  return { perEntity: finite(line.slope), lo: finite(line.lo), hi: finite(line.hi) };
}

/** Why the two fits do not say the same, or null when they do. */
export function whyFitsDisagree(logLog: LogLogFit, growthOfSame: GrowthFit | null): string | null {
  if (!growthOfSame || logLog.verdict === growthOfSame.verdict) return null;
  if (logLog.verdict === 'INDETERMINATE' || growthOfSame.verdict === 'indeterminate') return null;
  return (
    `the log-log rule says ${logLog.verdict}, the growth fit says ${growthOfSame.verdict}: ` +
    'the log-log rule takes the fixed base for part of the growth, which pulls its exponent towards zero; trust the growth fit'
  );
}

function mediansBySize(
  points: { xs: number[]; ys: number[] },
  medians: (ys: number[]) => number,
): { xs: number[]; ys: number[] } {
  const bySize = new Map<number, number[]>();
  points.xs.forEach((x, i) => bySize.set(x, [...(bySize.get(x) ?? []), points.ys[i] ?? 0]));
  const xs = [...bySize.keys()].sort((a, b) => a - b);
  return { xs, ys: xs.map((x) => medians(bySize.get(x) ?? [])) };
}

function finite(value: number | null | undefined): number | null {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : null;
}
