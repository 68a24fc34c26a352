import { asNumber, readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';

/** What one setting changes in one metric against the default, in the metric's own unit. */
export interface SweepRow {
  readonly setting: string;
  readonly metric: string;
  readonly difference: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
  /** Of the default's median; `null` where that is unknown or zero. */
  readonly share: number | null;
  /** `null`: too little data to tell. */
  readonly beyondNoise: boolean | null;
  /** Large, and hidden only by the number of comparisons: how many repeats would show it. `null`: it is not. */
  readonly repeatsNeeded: number | null;
  /** Why nothing was measured, or `null`. */
  readonly failure: string | null;
}

/** The setting that all others are compared with. */
export const SWEEP_BASE = 'default';

/** Every comparison of a sweep in one metric: the largest difference first, failed settings last. */
export function sweepRows(summary: LaneSummary, metric: string): readonly SweepRow[] {
  const base = summary.cells.find((cell) => readText(cell, 'setting') === SWEEP_BASE);
  const middle = base === undefined ? null : readNumber(base, `${metric}_median`);
  return summary.cells
    .filter((cell) => cell !== base)
    .map((cell) => rowOf(cell, metric, middle))
    .sort((a, b) => sizeOf(b) - sizeOf(a) || a.setting.localeCompare(b.setting));
}

function rowOf(cell: object, metric: string, base: number | null): SweepRow {
  const found = readList(cell, 'differences').find((one) => readText(one, 'metric') === metric);
  const difference = readNumber(found, 'difference');
  const beyond = readKey(found, 'beyond_noise');
  const failed = readKey(cell, 'status') === 'failed';
  return {
    setting: readText(cell, 'setting') ?? 'unnamed',
    metric,
    difference,
    lo: readNumber(found, 'lo95'),
    hi: readNumber(found, 'hi95'),
    share: difference === null || base === null || base === 0 ? null : asNumber(difference / base),
    beyondNoise: typeof beyond === 'boolean' ? beyond : null,
    repeatsNeeded: readKey(found, 'unclear') === true ? readNumber(found, 'repeats_needed') : null,
    failure: failed ? (readText(cell, 'failure') ?? 'failed, no reason given') : null,
  };
}

function sizeOf({ difference }: SweepRow): number {
  return difference === null ? -1 : Math.abs(difference);
}
