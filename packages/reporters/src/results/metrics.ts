import { byteRate, cores, count, memory } from '../format/number.js';
import type { Quantity } from '../format/number.js';
import { readList, readNumber, asNumber } from '../model/read-value.js';

/** A measured quantity and the base of its keys in summary.json. */
export interface Metric {
  readonly key: string;
  readonly label: string;
  readonly quantity: Quantity;
}

/** Metrics in the order a reader wants them. */
export const METRICS: readonly Metric[] = [
  { key: 'uss_kib', label: 'USS', quantity: memory },
  { key: 'anonymous_kib', label: 'anonymous', quantity: memory },
  { key: 'pss_kib', label: 'PSS', quantity: memory },
  { key: 'rss_kib', label: 'RSS', quantity: memory },
  { key: 'peak_uss_kib', label: 'peak USS', quantity: memory },
  { key: 'private_clean_kib', label: 'private clean', quantity: memory },
  { key: 'private_dirty_kib', label: 'private dirty', quantity: memory },
  { key: 'cpu_cores', label: 'CPU', quantity: cores },
  { key: 'num_threads', label: 'threads', quantity: count },
  { key: 'anonymous_slope_b_s', label: 'anonymous slope', quantity: byteRate },
  { key: 'uss_slope_b_s', label: 'USS slope', quantity: byteRate },
];

/** One aggregated metric: over repeats, `null` where unknown. */
export interface Aggregated {
  readonly median: number | null;
  readonly q1: number | null;
  readonly q3: number | null;
  /** 95 % interval. */
  readonly lo: number | null;
  readonly hi: number | null;
  /** One value a repeat. */
  readonly values: readonly (number | null)[];
}

/** Reads `<key>_median`, `_q1`, `_q3`, `_lo95`, `_hi95` and `_values` of an aggregate. */
export function readAggregate(aggregate: unknown, key: string): Aggregated {
  return {
    median: readNumber(aggregate, `${key}_median`),
    q1: readNumber(aggregate, `${key}_q1`),
    q3: readNumber(aggregate, `${key}_q3`),
    lo: readNumber(aggregate, `${key}_lo95`),
    hi: readNumber(aggregate, `${key}_hi95`),
    values: readList(aggregate, `${key}_values`).map(asNumber),
  };
}
