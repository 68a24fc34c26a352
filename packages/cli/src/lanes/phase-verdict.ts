import { meanInterval, median } from '@medkit-bench/stats';
import type { CellRecord } from './cell-record.js';

/** What a leak test can say. */
export type LeakWord = 'leak' | 'no-leak' | 'indeterminate';

/** One window without a profiler. */
export interface PhaseRepeat {
  cell_id: string;
  verdict: LeakWord;
  reason: string;
  recommended_s: number | null;
  slope_b_s: number | null;
  lo95: number | null;
  hi95: number | null;
  /** Whether the warm-up had come to rest before the window. */
  converged: boolean;
  /** Whether it grew as fast in the second half as in the first. */
  keeps_pace: boolean;
}

/** All windows without a profiler together. */
export interface PhaseVerdict {
  verdict: LeakWord;
  reason: string;
  recommended_s: number | null;
  metric: string | null;
  slope_b_s: number | null;
  lo95: number | null;
  hi95: number | null;
  repeats: PhaseRepeat[];
}

/** One repeat: its own verdict. Several: more than half decide, and a single leak keeps the whole from passing. */
export function phaseVerdict(cells: readonly CellRecord[]): PhaseVerdict {
  const repeats = cells.map(repeatOf);
  const count = (word: LeakWord): number => repeats.filter((one) => one.verdict === word).length;
  const half = repeats.length / 2;
  const verdict: LeakWord =
    count('leak') > half
      ? 'leak'
      : count('no-leak') > half && count('leak') === 0
        ? 'no-leak'
        : 'indeterminate';
  const why = repeats.find((one) => one.verdict === verdict)?.reason ?? 'the windows disagree';
  const recommended = repeats.flatMap((one) => (one.recommended_s === null ? [] : [one.recommended_s]));
  return {
    verdict,
    reason:
      repeats.length === 1
        ? why
        : `${count('leak')} leak, ${count('no-leak')} no leak, ${count('indeterminate')} indeterminate of ${repeats.length} windows: ${why}`,
    recommended_s: recommended.length > 0 ? Math.max(...recommended) : null,
    metric: cells.find((cell) => cell.trend)?.trend?.metric ?? null,
    ...slopeOf(repeats),
    repeats,
  };
}

function repeatOf(cell: CellRecord): PhaseRepeat {
  const { trend } = cell;
  const known = cell.status === 'ok' ? trend : null;
  return {
    cell_id: cell.id,
    verdict: known?.leak.verdict ?? 'indeterminate',
    reason: known?.leak.reason ?? cell.failure ?? 'too few readings to judge a trend',
    recommended_s: known?.leak.recommended_s ?? null,
    slope_b_s: known?.slope_b_s ?? null,
    lo95: known?.lo95 ?? null,
    hi95: known?.hi95 ?? null,
    converged: cell.warmup?.converged ?? false,
    keeps_pace: known?.keeps_pace ?? false,
  };
}

function slopeOf(repeats: readonly PhaseRepeat[]): Pick<PhaseVerdict, 'slope_b_s' | 'lo95' | 'hi95'> {
  const [first] = repeats;
  const slopes = repeats.flatMap((one) => (one.slope_b_s === null ? [] : [one.slope_b_s]));
  if (!first || slopes.length === 0) return { slope_b_s: null, lo95: null, hi95: null };
  if (repeats.length === 1) return { slope_b_s: first.slope_b_s, lo95: first.lo95, hi95: first.hi95 };
  if (slopes.length === 1) return { slope_b_s: slopes[0] ?? null, lo95: null, hi95: null };
  const interval = meanInterval(slopes, { level: 0.95 });
  return { slope_b_s: median(slopes), lo95: interval.lo, hi95: interval.hi };
}
