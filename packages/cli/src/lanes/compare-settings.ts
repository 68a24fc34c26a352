import { benjaminiHochberg, compareSamples, median } from '@medkit-bench/stats';
import type { CellRecord } from './cell-record.js';
import { repeatsToShow } from './repeats-to-show.js';

/** Metrics in which settings are compared. */
export const COMPARED = ['anonymous_kib', 'uss_kib', 'cpu_cores', 'num_threads'] as const;

export type ComparedMetric = (typeof COMPARED)[number];

/** What one setting changes in one metric, against the default. */
export interface Difference {
  metric: ComparedMetric;
  /** In the metric's own unit. */
  difference: number | null;
  lo95: number | null;
  hi95: number | null;
  ratio: number | null;
  p_value: number | null;
  /** Whether the difference stands after controlling the false discovery rate over all comparisons. */
  beyond_noise: boolean | null;
  /** Large and beyond its own noise, yet not beyond that of all comparisons: neither shown nor refuted. */
  unclear: boolean;
  /** Repeats a side that would be likely to show an unclear one; null for any other. */
  repeats_needed: number | null;
  reason: string;
}

/** False discovery rate over every comparison of a sweep. */
const FALSE_DISCOVERY_RATE = 0.05;

/** Of the default's own cost: from here on "no difference" would be a bold thing to say of what its own interval shows. */
const LARGE_SHARE = 0.1;

interface Compared {
  setting: string;
  before: readonly number[];
  after: readonly number[];
  result: Difference;
}

/** Compares every setting with the default, metric by metric; decides what stands out over all of them. */
export function compareSettings(
  defaults: readonly CellRecord[],
  settings: ReadonlyMap<string, readonly CellRecord[]>,
): Map<string, Difference[]> {
  const all: Compared[] = [];
  for (const [setting, cells] of settings) {
    for (const metric of COMPARED) {
      const before = valuesOf(defaults, metric);
      const after = valuesOf(cells, metric);
      all.push({ setting, before, after, result: compareOne(metric, before, after) });
    }
  }
  decide(all);
  const grouped = new Map<string, Difference[]>();
  for (const { setting, result } of all) grouped.set(setting, [...(grouped.get(setting) ?? []), result]);
  return grouped;
}

function valuesOf(cells: readonly CellRecord[], metric: ComparedMetric): number[] {
  const measured = cells.filter((cell) => cell.status === 'ok');
  const steady = measured.filter((cell) => cell.steady);
  return (steady.length > 0 ? steady : measured)
    .map((cell) => cell[metric])
    .filter((value): value is number => value !== null);
}

function compareOne(metric: ComparedMetric, before: number[], after: number[]): Difference {
  const none: Difference = {
    metric,
    difference: null,
    lo95: null,
    hi95: null,
    ratio: null,
    p_value: null,
    beyond_noise: null,
    unclear: false,
    repeats_needed: null,
    reason: '',
  };
  if (before.length === 0 || after.length === 0) return { ...none, reason: 'not measured' };
  const base = median(before);
  const exact = isConstant(before) && isConstant(after);
  if (exact) {
    const difference = (after[0] ?? 0) - base;
    return {
      ...none,
      difference,
      lo95: difference,
      hi95: difference,
      ratio: base === 0 ? null : (after[0] ?? 0) / base,
      beyond_noise: difference !== 0,
      reason: 'the same in every repeat',
    };
  }
  if (before.length < 2 || after.length < 2 || [...before, ...after].some((value) => value <= 0)) {
    return { ...none, difference: median(after) - base, reason: 'too few repeats for an interval' };
  }
  const { ratio, lo, hi, pValue } = compareSamples(before, after, { level: 0.95 });
  return {
    ...none,
    difference: base * (ratio - 1),
    lo95: finite(base * (lo - 1)),
    hi95: finite(base * (hi - 1)),
    ratio,
    p_value: pValue,
    reason: `${before.length} against ${after.length} repeats`,
  };
}

function decide(all: readonly Compared[]): void {
  const tested = all.filter(({ result }) => result.p_value !== null);
  if (tested.length === 0) return;
  const adjusted = benjaminiHochberg(tested.map(({ result }) => result.p_value ?? 1));
  tested.forEach(({ result, before, after }, i) => {
    result.beyond_noise = (adjusted[i] ?? 1) <= FALSE_DISCOVERY_RATE;
    result.unclear = !result.beyond_noise && isLarge(result);
    if (result.unclear) result.repeats_needed = repeatsToShow(before, after, tested.length);
  });
}

function isLarge({ p_value: pValue, ratio }: Difference): boolean {
  return pValue !== null && pValue <= 0.05 && ratio !== null && Math.abs(ratio - 1) >= LARGE_SHARE;
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
