import type { SeriesEvent } from '@medkit-bench/reporters';
import type { CellRecord } from '../lanes/cell-record.js';

/** More than this many are not told apart on a chart. */
const MOST_JUMPS = 100;

/** What was done to the target during a cell's window, and what befell it, in window time. */
export function cellEvents(cell: CellRecord): SeriesEvent[] {
  return [...burstEvents(cell), ...churnEvents(cell), ...jumpEvents(cell)].sort((a, b) => a.t_s - b.t_s);
}

function burstEvents({ burst }: CellRecord): SeriesEvent[] {
  if (!burst) return [];
  const ends = burst.injections.flatMap((one) => one.end_s ?? []);
  return [
    {
      t_s: burst.t_s,
      end_s: ends.length > 0 ? Math.max(...ends) : null,
      text: `burst of ${burst.count} faults (${burst.mode}), ${burst.injected} injected`,
    },
  ];
}

function churnEvents({ churn }: CellRecord): SeriesEvent[] {
  if (!churn) return [];
  const text = `${churn.count} nodes recycled every ${churn.every_s} s, ${churn.steps_applied} of ${churn.steps_asked} times`;
  return [{ t_s: 0, end_s: churn.window_s, text }];
}

function jumpEvents({ private_clean_jumps: jumps }: CellRecord): SeriesEvent[] {
  return (jumps ?? []).slice(0, MOST_JUMPS).map(({ t_s, from_kib, to_kib }) => ({
    t_s,
    end_s: null,
    text: `private clean memory went from ${from_kib} to ${to_kib} KiB`,
  }));
}
