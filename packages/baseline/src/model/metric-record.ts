/** One figure per repeat; `values` is null where only the median is known. */
export interface SampleMetric {
  kind: 'sample';
  values: number[] | null;
  median: number;
}

/** A fitted figure with its interval; an open end is null. */
export interface IntervalMetric {
  kind: 'interval';
  estimate: number;
  lo: number | null;
  hi: number | null;
}

/** An exact count, for which any change is a change. */
export interface CountMetric {
  kind: 'count';
  value: number;
}

/** A metric as baselines, runs and the history hold it. */
export type MetricRecord = SampleMetric | IntervalMetric | CountMetric;

/** The figure to print for a metric: median, estimate or count. */
export function centreOf(metric: MetricRecord): number {
  if (metric.kind === 'sample') return metric.median;
  return metric.kind === 'interval' ? metric.estimate : metric.value;
}
