import type { MetricVerdict } from './words.js';

/** One metric compared; null is "not known". Ratios are run over baseline, intervals at the comparison's level. */
export interface MetricRow {
  metric: string;
  lane: string;
  unit: string;
  /** Whether the verdict counts for the run. */
  gated: boolean;
  better: 'less' | 'more';
  warn_percent: number;
  fail_percent: number;
  baseline: number | null;
  run: number | null;
  baseline_repeats: number | null;
  run_repeats: number | null;
  /** Change of the median (of the estimate, of the count) in percent of the baseline, and in the metric's unit. */
  change_percent: number | null;
  change: number | null;
  ratio: number | null;
  ratio_lo: number | null;
  ratio_hi: number | null;
  p_value: number | null;
  /** After Benjamini-Hochberg over the gated metrics; null for the others. */
  p_adjusted: number | null;
  rank_p_value: number | null;
  rank_ratio: number | null;
  rank_ratio_lo: number | null;
  rank_ratio_hi: number | null;
  /** Ends of fitted intervals, where the metric is a fit. */
  baseline_lo: number | null;
  baseline_hi: number | null;
  run_lo: number | null;
  run_hi: number | null;
  /** Smallest change that this comparison had an 80 % chance to see, in percent; for fits in the metric's unit. */
  detectable_percent: number | null;
  detectable: number | null;
  /** Repeats a side that would settle an inconclusive metric. */
  repeats_needed: number | null;
  /** What the verdict rests on. */
  basis: 'repeats' | 'pairs' | 'medians' | 'interval' | 'count';
  verdict: MetricVerdict;
  reason: string;
  /** Where a change comes from, as far as the data says: threads, memory class, parameters, sizes. */
  attribution: string[];
}

const UNITS: readonly (readonly [string, string])[] = [
  ['_kib_per_entity', 'KiB'],
  ['kib_per_entity', 'KiB'],
  ['_kib', 'KiB'],
  ['_b_s', 'B/s'],
  ['_bytes', 'B'],
  ['_ms', 'ms'],
  ['_s', 's'],
  ['_cores', 'cores'],
];

/** The unit that a metric's name ends with; empty for a bare number. */
export function unitOf(metric: string): string {
  return UNITS.find(([ending]) => metric.endsWith(ending))?.[1] ?? '';
}
