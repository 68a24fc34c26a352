import { median } from '@medkit-bench/stats';
import type { CyclesReport } from '../engine/cycle-activity.js';
import type { SampleColumns } from './sample-columns.js';

/** Memory around one cycle of growing and shrinking; null is unknown. */
export interface ResidueRow {
  /** From 1. */
  cycle: number;
  before_kib: number | null;
  grown_kib: number | null;
  after_kib: number | null;
  /** What the cycle left: after less before. */
  residue_kib: number | null;
  /** What the target itself counted while it was grown and after it had shrunk. */
  grown_count: number | null;
  shrunk_count: number | null;
}

/** What every cycle left of a process's memory. */
export interface ResidueRecord {
  metric: 'anonymous_kib' | 'uss_kib';
  rows: ResidueRow[];
}

/** Memory is taken from the second half of each state: the first is change on its way. */
const SETTLED_FROM = 0.5;

/** Reads the cycles' levels off a window's samples: the median of each state's second half. */
export function residueOf(samples: SampleColumns, cycles: CyclesReport): ResidueRecord {
  const metric = samples.has('anonymous_kib') ? 'anonymous_kib' : 'uss_kib';
  const { ts, values } = samples.known(metric);
  const level = (fromS: number, toS: number): number | null => {
    const settledS = fromS + SETTLED_FROM * (toS - fromS);
    const known = values.filter((_, i) => (ts[i] ?? NaN) >= settledS && (ts[i] ?? NaN) <= toS);
    return known.length === 0 ? null : median(known);
  };
  let before = level(0, cycles.steps[0]?.grow_t_s ?? 0);
  const rows = cycles.steps.map((step): ResidueRow => {
    const after = level(step.shrink_t_s, step.end_t_s);
    const row = {
      cycle: step.cycle,
      before_kib: before,
      grown_kib: level(step.grow_t_s, step.shrink_t_s),
      after_kib: after,
      residue_kib: before === null || after === null ? null : after - before,
      grown_count: step.grown_count,
      shrunk_count: step.shrunk_count,
    };
    before = after;
    return row;
  });
  return { metric, rows };
}
