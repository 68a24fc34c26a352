import { meanInterval, median } from '@medkit-bench/stats';
import type { CellPlan } from '../engine/cell.js';
import { badInput } from '../errors.js';
import type { Profile } from '../profile/schema.js';
import type { Aggregate } from './aggregate.js';
import { aggregate } from './aggregate.js';
import type { CellRecord } from './cell-record.js';
import { mib } from './format.js';
import type { Lane, LaneFindings } from './lane.js';
import { interleave, planCell } from './plan-cell.js';
import type { LaneSettings, LoadLevel } from './settings.js';

/** What do clients cost, and what do they see. */
export const loadLane: Lane = {
  name: 'load',
  plan: planLoadLane,
  summarise: summariseLoad,
  rowsFor: (numbers) =>
    (numbers['cells'] as LoadCell[]).map((cell) => ({
      label: groupName(cell.level, cell.connections),
      figures: { ...cell },
    })),
};

type Connections = 'keep-alive' | 'new';

interface Group {
  level: LoadLevel;
  connections: Connections | null;
}

function groupsOf(settings: LaneSettings): Group[] {
  const kinds: Connections[] =
    settings.connections === 'both' ? ['keep-alive', 'new'] : [settings.connections];
  return settings.levels.flatMap((level): Group[] =>
    level === 'off' ? [{ level, connections: null }] : kinds.map((connections) => ({ level, connections })),
  );
}

function groupName(level: LoadLevel, connections: Connections | null): string {
  return connections === 'new' ? `${level}-new` : level;
}

function planLoadLane(settings: LaneSettings, profile: Profile): CellPlan[] {
  if (!profile.load) {
    throw badInput(
      `the load lane needs to know what clients ask for, and profile '${profile.name}' says nothing of load`,
      'add load: (base_url and paths) to the profile',
    );
  }
  return interleave(groupsOf(settings), settings.repeats).map(({ group, repeat }) => {
    const name = groupName(group.level, group.connections);
    return planCell(settings, profile, {
      id: `${name}-rep${repeat}`,
      label: `${name}, repeat ${repeat}`,
      repeat,
      group: name,
      load: group.level === 'off' ? null : group.level,
      connections: group.connections ?? 'keep-alive',
    });
  });
}

const LATENCIES = ['p50_ms', 'p95_ms', 'p99_ms', 'max_ms'] as const;

type LatencyKeys = {
  [K in (typeof LATENCIES)[number] as `${K}_${'median' | 'lo95' | 'hi95'}`]: number | null;
};

interface LoadCell extends Aggregate, LatencyKeys {
  level: LoadLevel;
  connections: Connections | null;
  status: 'ok' | 'failed';
  failure: string | null;
  /** Over all repeats together. */
  request_count: number | null;
  error_rate: number | null;
  /** Requests that met a connection the server was closing and were sent once more. */
  retried_count: number | null;
  achieved_rate_per_s: number | null;
  generator_lag_ms: number | null;
  generator_bound: boolean | null;
  generator_cpu_cores: number | null;
  sse: Record<string, unknown> | null;
  latency_curve: { quantile: number; ms: number }[] | null;
  threads: { name: string; count: number }[];
  uss_over_off_kib: number | null;
  anonymous_over_off_kib: number | null;
  cpu_over_off_cores: number | null;
}

function summariseLoad(cells: readonly CellRecord[], settings: LaneSettings, profile: Profile): LaneFindings {
  const rows = groupsOf(settings).map((group) => rowOf(group, cells));
  const off = rows.find((row) => row.level === 'off' && row.status === 'ok');
  for (const row of rows) {
    if (!off || row === off) continue;
    row.uss_over_off_kib = minus(row.uss_kib_median, off.uss_kib_median);
    row.anonymous_over_off_kib = minus(row.anonymous_kib_median, off.anonymous_kib_median);
    row.cpu_over_off_cores = minus(row.cpu_cores_median, off.cpu_cores_median);
  }
  return { ...wordsOf(rows, profile), numbers: { cells: rows, cell_records: cells } };
}

function rowOf(group: Group, cells: readonly CellRecord[]): LoadCell {
  const name = groupName(group.level, group.connections);
  const here = cells.filter((cell) => cell.group === name);
  const measured = here.filter((cell) => cell.status === 'ok');
  const loads = measured.map((cell) => cell.load).filter((load) => load !== null);
  const latency = Object.fromEntries(LATENCIES.flatMap((key) => latencyKeys(key, loads))) as LatencyKeys;
  const middle = middleOf(measured);
  const requests = sum(loads, 'request_count');
  const errors = sum(loads, 'error_count');
  return {
    ...group,
    status: measured.length > 0 ? 'ok' : 'failed',
    failure: measured.length > 0 ? null : (here[0]?.failure ?? 'not run'),
    ...aggregate(here),
    ...latency,
    request_count: requests,
    error_rate: requests !== null && requests > 0 && errors !== null ? errors / requests : null,
    retried_count: sum(loads, 'retried_count'),
    achieved_rate_per_s: medianOf(loads, 'achieved_rate_per_s'),
    generator_lag_ms: medianOf(loads, 'generator_lag_ms'),
    generator_bound: loads.length === 0 ? null : loads.some((load) => load['generator_bound'] === true),
    generator_cpu_cores: medianOf(
      loads.map((load) => (load['generator'] ?? {}) as Record<string, unknown>),
      'cpu_cores',
    ),
    sse: (middle?.load?.['sse'] ?? null) as Record<string, unknown> | null,
    latency_curve: curveOf(middle),
    threads: middle?.threads ?? [],
    uss_over_off_kib: null,
    anonymous_over_off_kib: null,
    cpu_over_off_cores: null,
  };
}

type LoadResult = Record<string, unknown>;

function numbersOf(loads: readonly LoadResult[], key: string): number[] {
  return loads.map((load) => load[key]).filter((value): value is number => typeof value === 'number');
}

function latencyKeys(key: string, loads: readonly LoadResult[]): [string, number | null][] {
  const known = numbersOf(loads, key);
  const interval = known.length < 2 ? null : meanInterval(known, { level: 0.95 });
  return [
    [`${key}_median`, known.length === 0 ? null : median(known)],
    [`${key}_lo95`, interval?.lo ?? null],
    [`${key}_hi95`, interval?.hi ?? null],
  ];
}

function medianOf(loads: readonly LoadResult[], key: string): number | null {
  const known = numbersOf(loads, key);
  return known.length === 0 ? null : median(known);
}

function sum(loads: readonly LoadResult[], key: string): number | null {
  const known = numbersOf(loads, key);
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0);
}

/** The repeat whose p95 lies in the middle: percentiles of different runs are not averaged into one curve. */
function middleOf(cells: readonly CellRecord[]): CellRecord | null {
  const sorted = cells.toSorted((a, b) => Number(a.load?.['p95_ms'] ?? 0) - Number(b.load?.['p95_ms'] ?? 0));
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function curveOf(cell: CellRecord | null): LoadCell['latency_curve'] {
  const curve = cell?.load?.['latency_curve'];
  if (!Array.isArray(curve)) return null;
  return (curve as [number, number][]).map(([percent, ms]) => ({ quantile: percent / 100, ms }));
}

function minus(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b;
}

function wordsOf(rows: readonly LoadCell[], profile: Profile): Omit<LaneFindings, 'numbers'> {
  const measured = rows.filter((row) => row.status === 'ok');
  const hardest = measured.findLast((row) => row.level !== 'off');
  if (!hardest) {
    return {
      verdict: 'NOT MEASURED',
      headline: 'No level with load could be measured.',
      reason: rows.find((row) => row.failure !== null)?.failure ?? 'every cell failed',
    };
  }
  const name = groupName(hardest.level, hardest.connections);
  const ms = (value: number | null): string => (value === null ? 'unknown' : `${value.toFixed(1)} ms`);
  const errors =
    hardest.error_rate === null || hardest.error_rate === 0
      ? 'no errors'
      : `${(hardest.error_rate * 100).toFixed(2)} % errors`;
  const more =
    hardest.uss_over_off_kib === null
      ? ''
      : `, ${mib(hardest.uss_over_off_kib)} and ${hardest.cpu_over_off_cores?.toFixed(3) ?? 'unknown'} cores more than without clients`;
  const bound = measured.some((row) => row.generator_bound === true);
  return {
    verdict: bound ? 'measured (generator-bound)' : 'measured',
    headline: `Under ${name} load ${profile.name} answers in ${ms(hardest.p50_ms_median)} (p50), ${ms(hardest.p95_ms_median)} (p95), ${ms(hardest.p99_ms_median)} (p99) with ${errors}${more}.`,
    reason: `latency from the intended send time with failures in the tail, ${hardest.repeats} fresh instances a level${bound ? '; the generator itself was late by more than 5 % of p50 in some of them' : ''}`,
  };
}
