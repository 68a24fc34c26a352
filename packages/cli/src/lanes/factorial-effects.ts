import { benjaminiHochberg, studentTCdf, studentTQuantile } from '@medkit-bench/stats';
import type { CellRecord } from './cell-record.js';
import type { ComparedMetric } from './compare-settings.js';
import { COMPARED } from './compare-settings.js';

/** What one setting, or two together beyond the sum of each, change on average. */
export interface Effect {
  terms: string[];
  metric: ComparedMetric;
  effect: number;
  lo95: number | null;
  hi95: number | null;
  p_value: number | null;
  beyond_noise: boolean | null;
}

const FALSE_DISCOVERY_RATE = 0.05;

/**
 * Main effects and two-way interactions of a full two-level factorial design: the difference
 * between the means of the runs with and without a term's sign, its error from the spread between
 * repeats of the same combination (Montgomery, Design and Analysis of Experiments, chapter 6).
 * Unbalanced data (a failed cell) gives none: the terms would no longer be independent.
 */
export function factorialEffects(cells: readonly CellRecord[], factors: readonly string[]): Effect[] {
  const terms = [
    ...factors.map((name) => [name]),
    ...factors.flatMap((a, i) => factors.slice(i + 1).map((b) => [a, b])),
  ];
  const effects = COMPARED.flatMap((metric) => effectsOf(cells, metric, terms));
  const tested = effects.filter((effect) => effect.p_value !== null);
  if (tested.length > 0) {
    const adjusted = benjaminiHochberg(tested.map((effect) => effect.p_value ?? 1));
    tested.forEach((effect, i) => {
      effect.beyond_noise = (adjusted[i] ?? 1) <= FALSE_DISCOVERY_RATE;
    });
  }
  return effects;
}

interface Run {
  on: Set<string>;
  value: number;
}

function effectsOf(
  cells: readonly CellRecord[],
  metric: ComparedMetric,
  terms: readonly string[][],
): Effect[] {
  const groups = new Map<string, number[]>();
  for (const cell of cells) {
    const value = cell.status === 'ok' ? cell[metric] : null;
    if (value === null || cell.group === null) return [];
    groups.set(cell.group, [...(groups.get(cell.group) ?? []), value]);
  }
  const sizes = new Set([...groups.values()].map((values) => values.length));
  if (sizes.size !== 1) return [];
  const runs: Run[] = [...groups].flatMap(([group, values]) =>
    values.map((value) => ({ on: new Set(group.split('+')), value })),
  );
  const df = runs.length - groups.size;
  const error = df > 0 ? Math.sqrt(withinVariance(groups, df)) * (2 / Math.sqrt(runs.length)) : null;
  return terms.map((term) => effectOf(term, metric, runs, error, df));
}

function withinVariance(groups: ReadonlyMap<string, number[]>, df: number): number {
  let sum = 0;
  for (const values of groups.values()) {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    for (const value of values) sum += (value - mean) ** 2;
  }
  return sum / df;
}

function effectOf(
  terms: string[],
  metric: ComparedMetric,
  runs: readonly Run[],
  error: number | null,
  df: number,
): Effect {
  const sign = (run: Run): number =>
    terms.reduce((product, name) => product * (run.on.has(name) ? 1 : -1), 1);
  const effect = runs.reduce((sum, run) => sum + sign(run) * run.value, 0) / (runs.length / 2);
  if (error === null || error === 0)
    return {
      terms,
      metric,
      effect,
      lo95: null,
      hi95: null,
      p_value: null,
      beyond_noise: error === 0 ? effect !== 0 : null,
    };
  const half = studentTQuantile(0.975, df) * error;
  return {
    terms,
    metric,
    effect,
    lo95: effect - half,
    hi95: effect + half,
    p_value: 2 * (1 - studentTCdf(Math.abs(effect) / error, df)),
    beyond_noise: null,
  };
}
