/** Verdict on one metric. `warn` is a regression over the lower threshold only. */
export type MetricVerdict =
  'improved' | 'no-change' | 'within-noise' | 'warn' | 'regressed' | 'inconclusive' | 'not-compared';

/** Verdict on a whole comparison. */
export type RunVerdict = Exclude<MetricVerdict, 'not-compared'> | 'mixed' | 'not-comparable';

const SPOKEN: Readonly<Record<MetricVerdict | RunVerdict, string>> = {
  improved: 'improved',
  'no-change': 'no change',
  'within-noise': 'within noise',
  warn: 'WARN',
  regressed: 'regressed',
  inconclusive: 'inconclusive',
  'not-compared': 'not compared',
  mixed: 'mixed',
  'not-comparable': 'not comparable',
};

/** A verdict as people read it. */
export function spoken(verdict: MetricVerdict | RunVerdict): string {
  return SPOKEN[verdict];
}

/** Worst first; a run with both a better and a worse metric is mixed. */
export function overallVerdict(verdicts: readonly MetricVerdict[]): RunVerdict {
  const has = (verdict: MetricVerdict): boolean => verdicts.includes(verdict);
  if (has('regressed')) return has('improved') ? 'mixed' : 'regressed';
  if (has('warn')) return has('improved') ? 'mixed' : 'warn';
  for (const verdict of ['inconclusive', 'improved', 'within-noise', 'no-change'] as const) {
    if (has(verdict)) return verdict;
  }
  return 'not-comparable';
}
