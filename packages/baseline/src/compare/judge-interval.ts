import type { CountMetric, IntervalMetric } from '../model/metric-record.js';
import type { Statistics } from '../statistics.js';
import type { Judged } from './judge-sample.js';
import type { MetricRule } from './metric-rules.js';
import type { MetricVerdict } from './words.js';

/**
 * A fitted figure is worse when its whole interval lies past the baseline's. An exponent without a usable baseline
 * is worse when its low end passes 1: cost then swells with size whatever it was before.
 * @param before the baseline's fit; null where it has none
 * @param isExponent whether the figure is a scaling exponent
 */
export function judgeInterval(
  before: IntervalMetric | null,
  after: IntervalMetric,
  rule: MetricRule,
  isExponent: boolean,
  statistics: Statistics,
): Judged {
  const base = {
    basis: 'interval' as const,
    baseline_lo: before?.lo ?? null,
    baseline_hi: before?.hi ?? null,
    run_lo: after.lo,
    run_hi: after.hi,
  };
  if (after.lo === null || after.hi === null) {
    return { ...base, verdict: 'inconclusive', reason: 'the run has too few points for an interval' };
  }
  const current = { lo: after.lo, hi: after.hi };
  if (before === null || before.lo === null || before.hi === null) {
    if (!isExponent) {
      return { ...base, verdict: 'inconclusive', reason: 'the baseline has too few points for an interval' };
    }
    const swells = statistics.scalingRegressed(current, null);
    return swells
      ? { ...base, verdict: 'regressed', reason: 'no usable baseline exponent, and the low end passes 1' }
      : {
          ...base,
          verdict: 'inconclusive',
          reason: 'no usable baseline exponent; the low end does not pass 1',
        };
  }
  return { ...base, ...judgeBoth(before, after, rule, statistics) };
}

function judgeBoth(
  before: IntervalMetric,
  after: IntervalMetric,
  rule: MetricRule,
  statistics: Statistics,
): Pick<Judged, 'verdict' | 'reason' | 'detectable'> {
  const old = { lo: before.lo!, hi: before.hi! };
  const current = { lo: after.lo!, hi: after.hi! };
  const above = statistics.scalingRegressed(current, old);
  const below = statistics.scalingRegressed(old, current);
  const detectable = old.hi - before.estimate + (after.estimate - current.lo);
  if (!above && !below) {
    return { verdict: 'no-change', detectable, reason: 'the intervals overlap' };
  }
  const difference = after.estimate - before.estimate;
  const percent = before.estimate === 0 ? Infinity : Math.abs(difference / before.estimate) * 100;
  if (Math.abs(difference) < rule.min_change || percent < rule.warn_percent) {
    return {
      verdict: 'within-noise',
      detectable,
      reason: 'the intervals lie apart, but under the threshold',
    };
  }
  const worse = rule.better === 'less' ? above : below;
  const verdict: MetricVerdict = worse ? (percent >= rule.fail_percent ? 'regressed' : 'warn') : 'improved';
  const reason = `the whole interval lies ${above ? 'above' : 'below'} the baseline's`;
  return { verdict, detectable, reason };
}

/** An exact count: any change past `min_change` is one. */
export function judgeCount(before: CountMetric, after: CountMetric, rule: MetricRule): Judged {
  const difference = after.value - before.value;
  const base = { basis: 'count' as const };
  if (difference === 0) return { ...base, verdict: 'no-change', reason: 'the same count' };
  if (Math.abs(difference) < rule.min_change) {
    return { ...base, verdict: 'within-noise', reason: `under ${rule.min_change}` };
  }
  const worse = rule.better === 'less' ? difference > 0 : difference < 0;
  return { ...base, verdict: worse ? 'regressed' : 'improved', reason: 'an exact count, which has no noise' };
}
