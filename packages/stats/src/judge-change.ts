import { type Numbers, requireBetween } from './check-arguments.js';
import { compareSamples, type SampleComparison } from './compare-samples.js';
import { meanAndVariance } from './mean-interval.js';
import { type HodgesLehmann, hodgesLehmann, type MannWhitney, mannWhitney } from './rank-sum.js';
import { type LevelOption, logs } from './power-law.js';
import { median } from './quantile.js';
import { sampleSizeAdvice } from './sample-size.js';

/** Thresholds of a metric for which less is better, as shares: 0.05 is 5 %. */
export interface ChangeThresholds extends LevelOption {
  readonly warn: number;
  readonly fail: number;
}

/** Word for a change: both its size and its evidence count. */
export type ChangeVerdict = 'improved' | 'no-change' | 'within-noise' | 'warn' | 'regressed' | 'inconclusive';

/** A judged change with everything it rests on. */
export interface JudgedChange {
  readonly verdict: ChangeVerdict;
  /** Change of the median as a share: 0.1 is 10 % more. */
  readonly medianChange: number;
  readonly comparison: SampleComparison;
  readonly rankTest: MannWhitney;
  /** Ratio by Hodges-Lehmann on the logarithms, with its interval. */
  readonly rankRatio: HodgesLehmann;
  readonly advice: string;
}

/**
 * Effect and evidence together: a warning or regression needs the median to pass the threshold and the interval of
 * the ratio to exclude no change. A median past the threshold without evidence is `inconclusive`, evidence of a
 * change under the threshold `within-noise`.
 * @throws RangeError naming the argument
 */
export function judgeChange(before: Numbers, after: Numbers, thresholds: ChangeThresholds): JudgedChange {
  const { warn, fail, level = 0.95 } = thresholds;
  requireBetween(warn, 'warn', 0, Infinity);
  requireBetween(fail, 'fail', 0, Infinity);
  if (fail < warn) throw new RangeError(`fail must be at least warn (${warn}), got ${fail}`);
  const comparison = compareSamples(before, after, { level });
  const medianChange = median(after) / median(before) - 1;
  const a = logs(before, 'before');
  const b = logs(after, 'after');
  const shift = hodgesLehmann(a, b, { level });
  const rankRatio = { shift: Math.exp(shift.shift), lo: Math.exp(shift.lo), hi: Math.exp(shift.hi) };
  const spread = Math.sqrt((meanAndVariance(a).variance + meanAndVariance(b).variance) / 2);
  const repeats = Math.min(before.length, after.length);
  const { advice } = sampleSizeAdvice(spread, repeats, warn, { level });
  const seen = comparison.lo > 1 || comparison.hi < 1;
  const verdict = word(medianChange, seen, warn, fail);
  return { verdict, medianChange, comparison, rankTest: mannWhitney(before, after), rankRatio, advice };
}

function word(change: number, seen: boolean, warn: number, fail: number): ChangeVerdict {
  if (Math.abs(change) < warn) return seen ? 'within-noise' : 'no-change';
  if (!seen) return 'inconclusive';
  if (change < 0) return 'improved';
  return change >= fail ? 'regressed' : 'warn';
}

/** An exponent with its interval, as a fit reports it. */
export interface ExponentInterval {
  readonly lo: number;
  readonly hi: number;
}

/**
 * Whether scaling got worse: the new exponent's interval lies wholly above the old one's; with no usable old one
 * (none, or open), when its low end passes 1.
 */
export function scalingRegressed(current: ExponentInterval, baseline: ExponentInterval | null): boolean {
  if (baseline === null || !Number.isFinite(baseline.hi)) return current.lo > 1;
  return current.lo > baseline.hi;
}
