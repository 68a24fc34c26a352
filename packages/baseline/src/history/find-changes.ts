import type { Statistics } from '../statistics.js';

/** A figure of one run, in the order of time. */
export interface HistoryPoint {
  readonly value: number;
  readonly commit: string | null;
  readonly run: string;
  readonly finished_at: string | null;
}

/** A lasting change of a figure, and the runs between which it came. */
export interface HistoryChange {
  /** The first run of the new level. */
  index: number;
  before: number;
  after: number;
  change_percent: number;
  p_value: number;
  /** Runs at which it may as well have begun, first and last; usually one. */
  earliest: number;
  latest: number;
  /** The last run's commit that surely lies before it, and the first one's that surely lies after. */
  good_commit: string | null;
  bad_commit: string | null;
}

/** How changes are looked for. */
export interface FindOptions {
  /** Two-sided p value that a change must stay under; 0.001 when left out. */
  readonly alpha?: number;
  /** Smallest change worth a word, in percent; 1 when left out. */
  readonly minPercent?: number;
}

/** Fewer runs than this on a side are a blip or not yet a level. */
const SHORTEST = 3;

/** Why changes of a series cannot be looked for; null where they can. */
export function whyUndecided(points: readonly Pick<HistoryPoint, 'value'>[]): string | null {
  if (points.length < 2 * SHORTEST)
    return `${points.length} ${points.length === 1 ? 'run is' : 'runs are'} too few to tell: it takes ${2 * SHORTEST}`;
  return points.some((point) => !(point.value > 0)) ? 'figures of zero or less have no ratio to judge' : null;
}

/**
 * Lasting changes of a series of figures: segments of constant level on the logarithms (the exact optimum, penalty
 * 4·ln n noise variances), neighbours that differ neither by size nor by Welch's test joined again.
 * Sources: Killick, Fearnhead & Eckley (2012); the test beside the segmentation as in Hunter (Fleming et al., 2023).
 */
export function findChanges(
  points: readonly HistoryPoint[],
  statistics: Pick<Statistics, 'changePoints' | 'compareSamples' | 'median'>,
  options: FindOptions = {},
): HistoryChange[] {
  const { alpha = 0.001, minPercent = 1 } = options;
  if (whyUndecided(points) !== null) return [];
  const logs = points.map((point) => Math.log(point.value));
  const variance = noiseVariance(logs, statistics);
  const penalty = variance > 0 ? 4 * Math.log(logs.length) * variance : 1e-9;
  const starts = [0, ...statistics.changePoints(logs, penalty)];
  joinWeak(starts, points, statistics, { alpha, minPercent });
  return starts.slice(1).map((start, i) => {
    const from = starts[i]!;
    const to = starts[i + 2] ?? points.length;
    return describeChange(points, logs, { from, start, to }, variance, statistics);
  });
}

/** Noise from differences of neighbours, which a few changes of level do not move. */
function noiseVariance(logs: readonly number[], statistics: Pick<Statistics, 'median'>): number {
  const steps = logs.slice(1).map((value, i) => Math.abs(value - logs[i]!));
  // 1.4826: from a median deviation to a standard deviation; a difference has twice the variance.
  return (1.4826 * statistics.median(steps)) ** 2 / 2;
}

function joinWeak(
  starts: number[],
  points: readonly HistoryPoint[],
  statistics: Pick<Statistics, 'compareSamples' | 'median'>,
  limits: Required<FindOptions>,
): void {
  for (;;) {
    const weak = starts
      .slice(1)
      .map((start, i) => {
        const before = values(points, starts[i]!, start);
        const after = values(points, start, starts[i + 2] ?? points.length);
        const short = Math.min(before.length, after.length) < SHORTEST;
        const p = short ? 1 : statistics.compareSamples(before, after).pValue;
        const percent = Math.abs(statistics.median(after) / statistics.median(before) - 1) * 100;
        return { at: i + 1, p: percent < limits.minPercent ? 1 : p };
      })
      .filter((change) => change.p >= limits.alpha);
    if (weak.length === 0) return;
    starts.splice(weak.reduce((worst, one) => (one.p > worst.p ? one : worst)).at, 1);
  }
}

function describeChange(
  points: readonly HistoryPoint[],
  logs: readonly number[],
  { from, start, to }: { from: number; start: number; to: number },
  variance: number,
  statistics: Pick<Statistics, 'compareSamples' | 'median'>,
): HistoryChange {
  const before = values(points, from, start);
  const after = values(points, start, to);
  const old = statistics.median(before);
  const now = statistics.median(after);
  const costs = splitCosts(logs, from, to);
  // Likelihood ratio of 19 to 1: two log-likelihood units of 2·σ²·ln 19.
  const near = [...costs].filter(([, cost]) => cost <= costs.get(start)! + 2 * Math.log(19) * variance);
  const earliest = Math.min(start, ...near.map(([at]) => at));
  const latest = Math.max(start, ...near.map(([at]) => at));
  return {
    index: start,
    before: old,
    after: now,
    change_percent: (now / old - 1) * 100,
    p_value: statistics.compareSamples(before, after).pValue,
    earliest,
    latest,
    good_commit: points[earliest - 1]!.commit,
    bad_commit: points[latest]!.commit,
  };
}

/** Sum of squares about the levels on both sides, for every place of the change, by running sums. */
function splitCosts(logs: readonly number[], from: number, to: number): Map<number, number> {
  const mean = logs.slice(from, to).reduce((sum, x) => sum + x, 0) / (to - from);
  const centred = logs.slice(from, to).map((x) => x - mean);
  const total = centred.reduce((sum, x) => sum + x * x, 0);
  const costs = new Map<number, number>();
  let sum = 0;
  for (let k = 1; k < centred.length; k++) {
    sum += centred[k - 1]!;
    // Both sides' sums are equal but for the sign, since all of them add up to zero.
    costs.set(from + k, total - (sum * sum) / k - (sum * sum) / (centred.length - k));
  }
  return costs;
}

function values(points: readonly HistoryPoint[], from: number, to: number): number[] {
  return points.slice(from, to).map((point) => point.value);
}
