import type { MeasuredLane } from '../model/measured-lane.js';
import { middle } from '../run/middle.js';
import { censusOf, CELL_METRICS } from '../run/sample-metrics.js';
import { flagAt, isPart, numberAt, type Part, partAt, textAt } from '../run/summary-parts.js';
import type { PairOfFigures } from './weigh-pairs.js';

/** One fresh instance of each build, measured one right after the other. */
export interface CellPair {
  readonly a: Part;
  readonly b: Part;
}

/** Which pairs count, and why others do not. */
export interface UsedPairs {
  readonly pairs: CellPair[];
  /** Pairs that were measured on both sides. */
  readonly measured: number;
  /** False: no pair was steady on both sides, so all measured ones are used. */
  readonly settled: boolean;
}

/** A metric of both builds, pair by pair. */
export interface PairedMetric {
  /** `footprint.uss_kib` at rest, `load[light].uss_kib` under load: the thresholds are those of that lane. */
  readonly metric: string;
  readonly lane: 'footprint' | 'load';
  readonly pairs: readonly PairOfFigures[];
}

const LATENCIES = ['p50_ms', 'p95_ms', 'p99_ms'] as const;

/** Pairs measured and steady on both sides; where none is, every pair that was measured on both. */
export function usedPairs(all: readonly CellPair[]): UsedPairs {
  const measured = all.filter(({ a, b }) => textAt(a, 'status') === 'ok' && textAt(b, 'status') === 'ok');
  const steady = measured.filter(({ a, b }) => flagAt(a, 'steady') === true && flagAt(b, 'steady') === true);
  return {
    pairs: steady.length > 0 ? steady : measured,
    measured: measured.length,
    settled: steady.length > 0,
  };
}

/** Every figure that both builds have in at least one pair. `level` is the load that was sent; null at rest. */
export function pairedMetrics(pairs: readonly CellPair[], level: string | null): PairedMetric[] {
  const lane = level === null ? 'footprint' : 'load';
  const row = level === null ? '' : `[${level}]`;
  const found: PairedMetric[] = [];
  const add = (metric: string, figure: (cell: Part) => number | null): void => {
    const known = pairs.flatMap(({ a, b }) => {
      const [before, after] = [figure(a), figure(b)];
      return before === null || after === null ? [] : [{ a: before, b: after }];
    });
    if (known.length > 0) found.push({ metric, lane, pairs: known });
  };
  for (const name of CELL_METRICS) add(`${lane}${row}.${name}`, (cell) => numberAt(cell, name));
  if (level !== null) {
    for (const name of LATENCIES) {
      add(`${lane}${row}.${name}`, (cell) => numberAt(partAt(cell, 'load'), name));
    }
  } else {
    for (const subject of subjectsOf(pairs)) {
      for (const name of CELL_METRICS) {
        add(`${lane}[${subject}].${name}`, (cell) =>
          numberAt(partAt(partAt(cell, 'subjects'), subject), name),
        );
      }
    }
  }
  return found;
}

function subjectsOf(pairs: readonly CellPair[]): string[] {
  return [...new Set(pairs.flatMap(({ a }) => Object.keys(partAt(a, 'subjects'))))];
}

/** One build's side in the shape that attribution and budgets read. */
export function sideOf(
  side: 'a' | 'b',
  pairs: readonly CellPair[],
  metrics: readonly PairedMetric[],
  level: string | null,
): MeasuredLane {
  const cells = pairs.map((pair) => pair[side]);
  const census = censusOf(cells);
  const inForce = cells.at(-1)?.['params_in_force'];
  return {
    tool_version: null,
    method_version: null,
    profile: null,
    quick: null,
    high_load: null,
    gateway_commit: textAt(partAt(cells.at(-1) ?? {}, 'target'), 'gateway_commit'),
    run: null,
    started_at: null,
    finished_at: null,
    steady_count: null,
    parameters: null,
    params_in_force: isPart(inForce) ? { ...inForce } : null,
    metrics: Object.fromEntries(
      metrics.map((one) => {
        const values = one.pairs.map((pair) => pair[side]);
        return [one.metric, { kind: 'sample', values, median: middle(values) }];
      }),
    ),
    threads: census === null ? {} : { [level ?? '']: census },
  };
}
