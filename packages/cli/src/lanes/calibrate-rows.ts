import { median } from '@medkit-bench/stats';
import { activityRows } from './calibrate-activity-rows.js';
import { CPU_CORES, GROWTH_EXPONENTS, LEAK_MULTIPLES, TRUTHS } from './calibrate-experiments.js';
import type { CalibrationRow, Cells } from './calibrate-judge.js';
import { failureOf, judged, known, saidRow } from './calibrate-judge.js';
import type { CellRecord } from './cell-record.js';
import { growthFit } from './scaling-fits.js';

/** Missed ticks beyond this share mean that the sampler does not keep its schedule here. */
const MOST_MISSED = 0.02;
/** Cores that watching may cost at five samples a second. */
const MOST_OBSERVER_CORES = 0.05;
/** Share of the windows that something else on the host may disturb. */
const MOST_DISTURBED = 0.2;

/** Every row of the table. */
export function calibrationRows(cells: readonly CellRecord[], quick: boolean): CalibrationRow[] {
  const byId: Cells = new Map(cells.map((cell) => [cell.id, cell]));
  const size = quick ? 'quick' : 'full';
  return [
    difference(byId, {
      id: 'ballast',
      what: 'memory at base (anonymous)',
      from: 'base-',
      to: 'ballast',
      key: 'anonymous_kib',
      known: TRUTHS.ballastMib * 1024,
      tolerance: 0.015,
      unit: 'KiB',
    }),
    difference(byId, {
      id: 'entities',
      what: `memory of ${TRUTHS.entities} entities (anonymous)`,
      from: 'many',
      to: 'costly',
      key: 'anonymous_kib',
      // The server counts itself among its entities.
      known: ((byId.get('costly')?.entity_count ?? TRUTHS.entities) * TRUTHS.entityBytes) / 1024,
      tolerance: 0.03,
      unit: 'KiB',
    }),
    difference(byId, {
      id: 'threads',
      what: 'threads',
      from: 'base-',
      to: 'threads',
      key: 'num_threads',
      known: TRUTHS.threads,
      tolerance: 0,
      unit: '',
    }),
    ...CPU_CORES[size].map((cores) =>
      difference(byId, {
        id: `cpu-${cores}`,
        what: `CPU of ${cores} cores`,
        from: 'base-',
        to: `cpu-${cores}`,
        key: 'cpu_cores',
        known: cores,
        tolerance: cores < 0.1 ? 0.05 : 0.03,
        unit: 'cores',
      }),
    ),
    leakRate(byId),
    leakVerdict(byId, 'leak', 'a leak far above the floor is found', 'leak'),
    ...(quick ? [] : LEAK_MULTIPLES.map((multiple) => leakTrials(byId, multiple))),
    ...GROWTH_EXPONENTS[size].map((exponent) => growthRow(cells, exponent)),
    ...activityRows(byId, quick),
    observerRow(cells),
    timerRow(cells),
    ...hostRows(cells),
  ];
}

interface DifferenceSpec {
  id: string;
  what: string;
  /** What the ids of the cells to compare with begin with. */
  from: string;
  to: string;
  key: 'anonymous_kib' | 'cpu_cores' | 'num_threads';
  known: number;
  tolerance: number;
  unit: string;
}

function difference(cells: Cells, spec: DifferenceSpec): CalibrationRow {
  const before = [...cells.values()].filter((cell) => cell.id.startsWith(spec.from));
  const after = cells.get(spec.to);
  const lows = known(before.map((cell) => cell[spec.key]));
  const high = after?.[spec.key] ?? null;
  const measured = lows.length === 0 || high === null ? null : high - median(lows);
  const reason =
    measured === null
      ? failureOf(...(before.length === 0 ? [undefined] : before), after)
      : `${after?.samples ?? 0} samples of one instance against the middle of ${lows.length}`;
  return judged({ ...spec, measured, absolute: spec.tolerance === 0, reason });
}

function leakRate(cells: Cells): CalibrationRow {
  const trend = cells.get('leak')?.trend ?? null;
  return judged({
    id: 'leak-rate',
    what: 'rate of a leak',
    unit: 'B/s',
    known: TRUTHS.leakBytesPerS,
    measured: trend?.slope_b_s ?? null,
    tolerance: 0.03,
    absolute: false,
    reason: trend === null ? failureOf(cells.get('leak')) : `slope over ${trend.samples} samples`,
  });
}

function leakVerdict(cells: Cells, id: string, what: string, wanted: string): CalibrationRow {
  const leak = cells.get(id)?.trend?.leak ?? null;
  return saidRow(
    `${id}-verdict`,
    what,
    leak && leak.verdict === wanted,
    leak === null ? failureOf(cells.get(id)) : `the leak test says ${leak.verdict}: ${leak.reason}`,
  );
}

/** Trials near the floor: what leaks must never pass for sound, what does not must never be called a leak. */
function leakTrials(cells: Cells, multiple: number): CalibrationRow {
  const trends = [1, 2, 3].map((trial) => cells.get(`leak-${multiple}x-${trial}`)?.trend ?? null);
  const verdicts = trends.map((trend) => trend?.leak.verdict ?? null);
  const wrong = multiple === 0 ? 'leak' : 'no-leak';
  const measured = verdicts.includes(null) ? null : verdicts.filter((verdict) => verdict === wrong).length;
  return judged({
    id: `leak-${multiple}x`,
    what: `wrong words about a leak of ${multiple} times the floor`,
    unit: 'of 3',
    known: 0,
    measured,
    tolerance: 0,
    absolute: true,
    reason: `verdicts: ${verdicts.map((verdict) => verdict ?? 'not measured').join(', ')}`,
  });
}

function growthRow(cells: readonly CellRecord[], exponent: number): CalibrationRow {
  const own = cells.filter((cell) => cell.group?.startsWith(`growth-${exponent}-`) ?? false);
  const fit = growthFit(own, 'anonymous_kib');
  const interval = `[${fit?.lo?.toFixed(2) ?? '—'}, ${fit?.hi?.toFixed(2) ?? '—'}]`;
  if (exponent === 0) {
    return saidRow(
      'growth-constant',
      'memory that does not grow is called constant',
      own.length === 0 ? null : fit?.verdict === 'constant',
      `the growth fit says ${fit?.verdict ?? 'nothing'} on ${own.length} instances`,
    );
  }
  return judged({
    id: `growth-${exponent}`,
    what: `exponent of growth ${exponent}`,
    unit: '',
    known: exponent,
    measured: fit?.exponent ?? null,
    tolerance: 0.05,
    absolute: false,
    reason: `growth fit on ${own.length} instances, 95 % interval ${interval}, verdict ${fit?.verdict ?? 'none'}`,
  });
}

function observerRow(cells: readonly CellRecord[]): CalibrationRow {
  const costs = known(cells.map((cell) => cell.observer?.cpu_cores ?? null));
  const worst = costs.length === 0 ? null : Math.max(...costs);
  return judged({
    id: 'observer',
    what: 'what watching costs, at most',
    unit: 'cores',
    known: 0,
    measured: worst,
    tolerance: MOST_OBSERVER_CORES,
    absolute: true,
    reason: `the worst of ${costs.length} windows at five samples a second`,
  });
}

function timerRow(cells: readonly CellRecord[]): CalibrationRow {
  const observers = cells.map((cell) => cell.observer).filter((observer) => observer !== null);
  const expected = observers.reduce((sum, observer) => sum + observer.expected_ticks, 0);
  const missed = observers.reduce((sum, observer) => sum + observer.missed_ticks, 0);
  return judged({
    id: 'timer',
    what: 'samples that came too late to be taken',
    unit: 'share',
    known: 0,
    measured: expected === 0 ? null : missed / expected,
    tolerance: MOST_MISSED,
    absolute: true,
    reason: `${missed} of ${expected} ticks were missed`,
  });
}

/** Windows that the host disturbed: on such a host no figure above is to be believed, found again or not. */
function hostRows(cells: readonly CellRecord[]): CalibrationRow[] {
  const conditions = cells.map((cell) => cell.conditions).filter((one) => one !== null);
  const disturbed = conditions.filter((one) => one.high_load);
  return [
    judged({
      id: 'host',
      what: 'windows that other work disturbed',
      unit: 'share',
      known: 0,
      measured: conditions.length === 0 ? null : disturbed.length / conditions.length,
      tolerance: MOST_DISTURBED,
      absolute: true,
      reason: `${disturbed.length} of ${conditions.length} windows${disturbed[0] ? `, the first as ${disturbed[0].high_load_reason}` : ''}`,
    }),
  ];
}
