import { growth, meanInterval, median } from '@medkit-bench/stats';
import type { CellPlan } from '../engine/cell.js';
import { badInput } from '../errors.js';
import { deepMerge, nestAll } from '../json-path.js';
import { nearestName } from '../nearest-name.js';
import type { Profile } from '../profile/schema.js';
import type { BurstNumbers } from './burst-numbers.js';
import type { CellRecord } from './cell-record.js';
import { mib } from './format.js';
import type { Lane, LaneFindings } from './lane.js';
import { interleave, planCell } from './plan-cell.js';
import type { LaneSettings } from './settings.js';

/** What does a burst of faults cost. */
export const faultLane: Lane = {
  name: 'fault',
  plan: planFault,
  summarise: summariseFault,
  rowsFor: (numbers) => [
    ...(numbers['rows'] as FaultRow[]).map((row) => ({
      label: `${row.mode}, ${row.faults} faults`,
      figures: { ...row, ...Object.values(row.subjects)[0] },
    })),
    ...(numbers['growth'] as FaultGrowth[])
      .filter((growth) => growth.metric === 'capture_duration_s')
      .map(({ mode, exponent, lo, hi }) => ({
        label: `${mode}, over its bursts`,
        figures: { capture_growth: exponent, capture_growth_lo95: lo, capture_growth_hi95: hi },
      })),
  ],
};

function modesOf(settings: LaneSettings, profile: Profile): string[] {
  const { faults } = profile;
  if (!faults) {
    throw badInput(
      `the fault lane needs to know how faults are injected, and profile '${profile.name}' does not say`,
      'add faults: (inject and modes) to the profile',
    );
  }
  const known = Object.keys(faults.modes);
  for (const mode of settings.modes ?? []) {
    if (known.includes(mode)) continue;
    const near = nearestName(mode, known);
    throw badInput(
      `--modes: the profile has no '${mode}'`,
      near ? `did you mean '${near}'? Known: ${known.join(', ')}` : `known: ${known.join(', ')}`,
    );
  }
  return settings.modes ?? known;
}

function planFault(settings: LaneSettings, profile: Profile): CellPlan[] {
  const groups = modesOf(settings, profile).flatMap((mode) =>
    settings.faults.map((count) => ({ mode, count })),
  );
  return interleave(groups, settings.repeats).map(({ group: { mode, count }, repeat }) =>
    planCell(settings, profile, {
      id: `${mode}-f${String(count).padStart(3, '0')}-rep${repeat}`,
      label: `${mode}, ${count} faults, repeat ${repeat}`,
      repeat,
      group: mode,
      params: deepMerge(nestAll(settings.params), nestAll(profile.faults?.modes[mode] ?? {})),
      windowS: settings.preS + settings.windowS,
      burst: { mode, count, atS: settings.preS },
    }),
  );
}

const METRICS = {
  baseline_kib: 'baseline_kib',
  peak_rise_kib: 'peak_rise_kib',
  peak_uss_kib: 'peak_uss_kib',
  peak_cpu_cores: 'peak_cpu_cores',
  capture_duration_s: 'capture_duration_s',
  recovery_s: 'recovery_s',
  residual_kib: 'residual_kib',
} as const;

type Figures = {
  [K in keyof typeof METRICS as `${K}_${'median' | 'lo95' | 'hi95'}`]: number | null;
} & { recovered: 'yes' | 'no' | 'never left' | 'mixed' | 'unknown' };

interface FaultRow {
  mode: string;
  faults: number;
  repeats: number;
  /** `partial`: not every fault of its bursts could be injected; `failure` says which reason most had. */
  status: 'ok' | 'partial' | 'failed';
  failure: string | null;
  subjects: Record<string, Figures>;
  injected: number | null;
  confirmed: number | null;
  /** Codes that the target took and never showed as confirmed, over all repeats; null where it cannot be seen. */
  unconfirmed: string[] | null;
  recordings: number | null;
  recordings_of: number;
  spread_ms_max: number | null;
}

function summariseFault(
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): LaneFindings {
  const rows = modesOf(settings, profile).flatMap((mode) =>
    settings.faults.map((count) => rowOf(mode, count, cells)),
  );
  const growths = modesOf(settings, profile).flatMap((mode) => growthsOf(mode, cells));
  return { ...wordsOf(rows, settings), numbers: { rows, growth: growths } };
}

function cellsOf(mode: string, count: number, cells: readonly CellRecord[]): CellRecord[] {
  const suffix = `-f${String(count).padStart(3, '0')}-`;
  return cells.filter((cell) => cell.group === mode && cell.id.includes(suffix));
}

function rowOf(mode: string, count: number, cells: readonly CellRecord[]): FaultRow {
  const here = cellsOf(mode, count, cells);
  const measured = here.filter((cell) => cell.status === 'ok' && cell.burst !== null);
  const names = [...new Set(measured.flatMap((cell) => Object.keys(cell.burst_numbers ?? {})))];
  const counted = (key: 'injected' | 'confirmed' | 'recordings'): number | null =>
    medianKnown(measured.map((cell) => cell.burst?.[key] ?? null));
  const spreads = measured.map((cell) => cell.burst?.spread_ms ?? null).filter((ms) => ms !== null);
  return {
    mode,
    faults: count,
    repeats: measured.length,
    ...statusOf(here, measured),
    subjects: Object.fromEntries(
      names.map((name) => [name, figuresOf(measured.flatMap((cell) => cell.burst_numbers?.[name] ?? []))]),
    ),
    injected: counted('injected'),
    confirmed: counted('confirmed'),
    unconfirmed: unconfirmedOf(measured),
    recordings: counted('recordings'),
    recordings_of: count,
    spread_ms_max: spreads.length > 0 ? Math.max(...spreads) : null,
  };
}

function unconfirmedOf(measured: readonly CellRecord[]): string[] | null {
  const taken = measured.flatMap((cell) => cell.burst?.injections ?? []).filter((one) => one.ok);
  if (!taken.some((one) => typeof one.confirmed === 'boolean')) return null;
  return [...new Set(taken.filter((one) => one.confirmed === false).map((one) => one.code))];
}

function statusOf(
  here: readonly CellRecord[],
  measured: readonly CellRecord[],
): Pick<FaultRow, 'status' | 'failure'> {
  if (measured.length === 0) return { status: 'failed', failure: here[0]?.failure ?? 'not run' };
  const bursts = measured.flatMap((cell) => (cell.burst ? [cell.burst] : []));
  const missing = bursts.reduce((sum, burst) => sum + burst.count - burst.injected, 0);
  if (missing === 0) return { status: 'ok', failure: null };
  const all = bursts.reduce((sum, burst) => sum + burst.count, 0);
  const first = bursts.flatMap((burst) => burst.injections).find((one) => !one.ok);
  return {
    status: 'partial',
    failure: `${missing} of ${all} faults could not be injected: ${first?.error ?? 'no reason given'}`,
  };
}

function figuresOf(all: readonly BurstNumbers[]): Figures {
  const entries = Object.values(METRICS).flatMap((key) => {
    const known = all.map((one) => one[key]).filter((value): value is number => value !== null);
    const interval = known.length < 2 ? null : meanInterval(known, { level: 0.95 });
    return [
      [`${key}_median`, known.length > 0 ? median(known) : null],
      [`${key}_lo95`, interval?.lo ?? null],
      [`${key}_hi95`, interval?.hi ?? null],
    ];
  });
  return { ...(Object.fromEntries(entries) as Omit<Figures, 'recovered'>), recovered: recoveredOf(all) };
}

function recoveredOf(all: readonly BurstNumbers[]): Figures['recovered'] {
  const words = new Set(
    all.map((one) =>
      one.left_baseline === null
        ? 'unknown'
        : !one.left_baseline
          ? 'never left'
          : one.recovered === true
            ? 'yes'
            : 'no',
    ),
  );
  const [only] = words;
  return words.size === 1 && only ? only : words.size === 0 ? 'unknown' : 'mixed';
}

function medianKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length > 0 ? median(known) : null;
}

interface FaultGrowth {
  mode: string;
  metric: 'peak_rise_kib' | 'capture_duration_s';
  exponent: number | null;
  lo: number | null;
  hi: number | null;
  verdict: string;
}

/** How the cost of a burst grows with its size, over every repeat of the first subject. */
function growthsOf(mode: string, cells: readonly CellRecord[]): FaultGrowth[] {
  return (['peak_rise_kib', 'capture_duration_s'] as const).map((metric) => {
    const points = cells.flatMap((cell) => {
      const numbers = cell.group === mode ? Object.values(cell.burst_numbers ?? {})[0] : undefined;
      const y = numbers?.[metric] ?? null;
      return y === null || !cell.burst ? [] : [{ x: cell.burst.count, y }];
    });
    const none = { mode, metric, exponent: null, lo: null, hi: null, verdict: 'indeterminate' };
    if (new Set(points.map((point) => point.x)).size < 3) return none;
    const fit = growth(
      points.map((point) => point.x),
      points.map((point) => point.y),
    );
    const finite = (value: number | null): number | null =>
      value !== null && Number.isFinite(value) ? value : null;
    return {
      mode,
      metric,
      exponent: finite(fit.exponent),
      lo: finite(fit.lo),
      hi: finite(fit.hi),
      verdict: fit.verdict,
    };
  });
}

function wordsOf(rows: readonly FaultRow[], settings: LaneSettings): Omit<LaneFindings, 'numbers'> {
  const measured = rows.filter((row) => row.status !== 'failed');
  if (measured.length === 0) {
    return {
      verdict: 'NOT MEASURED',
      headline: 'No burst could be measured.',
      reason: rows[0]?.failure ?? 'every cell failed',
    };
  }
  const figures = measured.flatMap((row) => Object.values(row.subjects));
  const stayed = figures.some((one) => one.recovered === 'no' || one.recovered === 'mixed');
  const known = figures.some((one) => one.recovered !== 'unknown');
  const dearest = measured
    .flatMap((row) =>
      Object.entries(row.subjects).map(([subject, one]) => ({ row, subject, kib: one.peak_rise_kib_median })),
    )
    .toSorted((a, b) => (b.kib ?? 0) - (a.kib ?? 0))[0];
  const cost = dearest
    ? `A burst of ${dearest.row.faults} faults (${dearest.row.mode}) raises memory of ${dearest.subject} by ${mib(dearest.kib)}`
    : 'What a burst costs is unknown';
  const after = !known
    ? 'whether it comes back is unknown'
    : stayed
      ? 'not every burst is given back within the window'
      : 'memory is back within 5 % of its baseline at the end';
  return {
    verdict: !known ? 'INDETERMINATE' : stayed ? 'does not recover' : 'recovers',
    headline: `${cost}; ${after}.`,
    reason: `${partlyOf(measured)}${settings.preS} s before and ${settings.windowS} s after the burst, ${settings.repeats} fresh instances per size`,
  };
}

function partlyOf(rows: readonly FaultRow[]): string {
  const partial = rows.filter((row) => row.status === 'partial');
  const [first] = partial;
  return first ? `${partial.length} of ${rows.length} sizes only in part (${first.failure}); ` : '';
}
