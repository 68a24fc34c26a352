import { median } from '@medkit-bench/stats';
import type { SampleColumns } from './sample-columns.js';

/** Recovered means back within this share of the baseline. */
const RECOVERY_BAND = 0.05;
/** A rise counts as the burst's when it passes this many times the spread seen before it. */
const NOISE_FACTOR = 3;
const MIN_RISE_KIB = 64;
const MIN_RISE_CORES = 0.05;
/** What the last part of the window says of where a figure settles. */
const TAIL_SHARE = 0.2;
/** A capture is over when this much of the rise above the settled level is left. */
const OVER_SHARE = 0.25;

/** What a burst did to one process; null is unknown or not seen. */
export interface BurstNumbers {
  judged_by: 'anonymous' | 'uss' | null;
  baseline_kib: number | null;
  peak_kib: number | null;
  peak_rise_kib: number | null;
  /** How much of the rise is still there at the end of the window. */
  residual_kib: number | null;
  peak_uss_kib: number | null;
  baseline_cpu_cores: number | null;
  peak_cpu_cores: number | null;
  /** From the first injection until memory, or else CPU, fell back to where it settles. */
  capture_duration_s: number | null;
  capture_seen_in: 'memory' | 'cpu' | null;
  /** Whether memory went further than 5 % from its baseline. */
  left_baseline: boolean | null;
  /** Whether it came back; null when it never left or cannot be known. */
  recovered: boolean | null;
  recovery_s: number | null;
}

interface Point {
  t: number;
  v: number;
}

/** Figures of a burst from the samples of a window; `burstS` is the window time of the first injection. */
export function burstNumbers(samples: SampleColumns, burstS: number): BurstNumbers {
  const judgedBy = samples.has('anonymous_kib') ? 'anonymous' : samples.has('uss_kib') ? 'uss' : null;
  const memory = points(samples, judgedBy === 'uss' ? 'uss_kib' : 'anonymous_kib');
  const cpu = points(samples, 'cpu_cores');
  const rise = riseOf(memory, burstS, MIN_RISE_KIB);
  const cpuRise = riseOf(cpu, burstS, MIN_RISE_CORES);
  const byMemory = rise && plateauS(memory, rise, burstS);
  const byCpu = cpuRise && plateauS(cpu, cpuRise, burstS);
  return {
    judged_by: judgedBy,
    baseline_kib: rise?.baseline ?? null,
    peak_kib: rise?.peak ?? null,
    peak_rise_kib: rise ? rise.peak - rise.baseline : null,
    residual_kib: rise ? rise.settled - rise.baseline : null,
    peak_uss_kib: highest(points(samples, 'uss_kib').filter((point) => point.t >= burstS)),
    baseline_cpu_cores: cpuRise?.baseline ?? null,
    peak_cpu_cores: cpuRise?.peak ?? null,
    capture_duration_s: byMemory ?? byCpu ?? null,
    capture_seen_in: byMemory !== null ? 'memory' : byCpu !== null ? 'cpu' : null,
    ...recovery(memory, rise, burstS),
  };
}

function points(samples: SampleColumns, key: 'anonymous_kib' | 'uss_kib' | 'cpu_cores'): Point[] {
  const { ts, values } = samples.known(key);
  return Array.from(ts, (t, i) => ({ t, v: values[i] ?? 0 }));
}

function highest(all: readonly Point[]): number | null {
  return all.reduce<number | null>((most, { v }) => (most === null || v > most ? v : most), null);
}

interface Rise {
  baseline: number;
  peak: number;
  settled: number;
  /** Whether the rise stands out of what was seen before the burst. */
  visible: boolean;
}

function riseOf(all: readonly Point[], burstS: number, least: number): Rise | null {
  const before = all.filter((point) => point.t < burstS).map((point) => point.v);
  const after = all.filter((point) => point.t >= burstS);
  const last = after.at(-1);
  const peak = highest(after);
  if (before.length < 3 || after.length < 5 || peak === null || !last) return null;
  const baseline = median(before);
  const tail = after.filter((point) => point.t >= last.t - TAIL_SHARE * (last.t - burstS));
  const spread = spreadOf(before);
  return {
    baseline,
    peak,
    settled: median(tail.map((point) => point.v)),
    visible: peak - baseline > Math.max(least, NOISE_FACTOR * spread),
  };
}

// Not by Math.max(...): a long window holds more numbers than a call takes.
function spreadOf(values: readonly number[]): number {
  let [lowest, highest] = [Infinity, -Infinity];
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  return highest - lowest;
}

/** Seconds from the burst to the first sample after which the figure stays near where it settles. */
function plateauS(all: readonly Point[], rise: Rise, burstS: number): number | null {
  const above = rise.peak - rise.settled;
  // What never comes down again shows no end.
  if (!rise.visible || above < (rise.peak - rise.baseline) / 4) return null;
  const limit = rise.settled + OVER_SHARE * above;
  const last = all.findLastIndex((point) => point.t >= burstS && point.v > limit);
  const over = all[last + 1];
  if (last < 0 || !over) return null;
  // The fall lies between two samples: half-way is never wrong by more than half an interval.
  return ((all[last]?.t ?? over.t) + over.t) / 2 - burstS;
}

function recovery(
  memory: readonly Point[],
  rise: Rise | null,
  burstS: number,
): Pick<BurstNumbers, 'left_baseline' | 'recovered' | 'recovery_s'> {
  if (!rise) return { left_baseline: null, recovered: null, recovery_s: null };
  const band = RECOVERY_BAND * rise.baseline;
  const outside = (point: Point): boolean => point.t >= burstS && Math.abs(point.v - rise.baseline) > band;
  const last = memory.findLastIndex(outside);
  if (last < 0) return { left_baseline: false, recovered: null, recovery_s: null };
  const back = memory[last + 1];
  return back
    ? { left_baseline: true, recovered: true, recovery_s: back.t - burstS }
    : { left_baseline: true, recovered: false, recovery_s: null };
}
