import type { AllocationSite, FoldedStack } from '../sites/site.js';
import type { HeapPoint } from './heap-series.js';

/**
 * What a site is ranked by: `leaked` bytes not freed when the trace ended (live data included: heaptrack cannot tell),
 * `peak` bytes held at the highest total, `allocated` bytes over the whole run, `calls`, or `temporary` allocations
 * (freed before the next one was made).
 */
export type HeapMeasure = 'leaked' | 'peak' | 'allocated' | 'calls' | 'temporary';

/** Totals of a heaptrack run. */
export interface HeapTotals {
  allocations: number;
  temporaryAllocations: number;
  peakBytes: number;
  /** Seconds into the trace at which the peak was reached. Null where the source does not say. */
  peakAtS: number | null;
  /** Bytes not freed at the end, suppressed ones excluded. */
  leakedBytes: number;
  /** Blocks not freed at the end, suppressed ones excluded. Null where the source does not say. */
  leakedBlocks: number | null;
  /** Bytes not freed that a suppression covers. Null where the source does not say. */
  suppressedBytes: number | null;
  /** Highest resident set, heaptrack's own overhead included; null when not recorded. */
  peakRssBytes: number | null;
}

/** What heaptrack recorded of one process. */
export interface HeapProfile {
  /** `trace`: exact, from the data file. `text`: from heaptrack_print, which rounds to about three digits. */
  source: 'trace' | 'text';
  heaptrackVersion: string | null;
  /** The command line that was traced. */
  command: string | null;
  /** True when heaptrack was attached to a running process: what was allocated before is not in it. */
  attached: boolean;
  durationS: number;
  totals: HeapTotals;
  /** Heap in use over time; empty for `text`. */
  series: HeapPoint[];
  /** Share of stacks whose charged frame has no name, 0-1: a stripped binary. */
  unresolvedShare: number;
  /** Call sites with a positive amount, largest first; for `text` only those that were printed. */
  sites(measure: HeapMeasure, limit?: number): AllocationSite[];
  /** Folded stacks with positive weight, for a flame graph. */
  folded(measure: HeapMeasure): FoldedStack[];
}
