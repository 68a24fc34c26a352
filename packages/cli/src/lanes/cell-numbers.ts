import type { Sample } from '@medkit-bench/proc-sampler';
import { classifyRun, median, slopeInterval } from '@medkit-bench/stats';
import type { SubjectData, WarmupOutcome } from '../engine/cell.js';
import type { SubjectNumbers } from './cell-record.js';

/** A slope below this is no reason to call a window unsteady, bytes per second. */
const STEADY_SLOPE_B_S = 1024;

/** Fewer memory readings than this say nothing about a trend. */
const MIN_FOR_SLOPE = 4;

type NumberKey =
  | 'uss_kib'
  | 'pss_kib'
  | 'rss_kib'
  | 'anonymous_kib'
  | 'private_clean_kib'
  | 'private_dirty_kib'
  | 'num_threads';

/** Figures of one subject, taken from the part of the window that is steady. */
export function subjectNumbers(data: SubjectData, warmup: WarmupOutcome): SubjectNumbers {
  const { samples } = data.window;
  const judgedBy = judgedMetric(samples);
  const part = steadyPart(samples, judgedBy === 'uss' ? 'uss_kib' : 'anonymous_kib');
  const uss = slopeOf(part.samples, 'uss_kib');
  const anonymous = slopeOf(part.samples, 'anonymous_kib');
  const medianOf = (key: NumberKey): number | null => medianKnown(part.samples, key);
  return {
    uss_kib: medianOf('uss_kib'),
    pss_kib: medianOf('pss_kib'),
    rss_kib: medianOf('rss_kib'),
    anonymous_kib: medianOf('anonymous_kib'),
    private_clean_kib: medianOf('private_clean_kib'),
    private_dirty_kib: medianOf('private_dirty_kib'),
    cpu_cores: meanCpu(part.samples),
    num_threads: medianOf('num_threads'),
    peak_uss_kib: peak(samples, 'uss_kib'),
    uss_slope_b_s: uss?.slope ?? null,
    uss_slope_lo95: finite(uss?.lo),
    uss_slope_hi95: finite(uss?.hi),
    anonymous_slope_b_s: anonymous?.slope ?? null,
    anonymous_slope_lo95: finite(anonymous?.lo),
    anonymous_slope_hi95: finite(anonymous?.hi),
    samples: part.samples.length,
    samples_total: samples.length,
    ...steadiness(judgedBy, judgedBy === 'uss' ? uss : anonymous, warmup, part.kind),
    steady_from_s: part.fromS,
    steady_part: part.how,
    judged_by: judgedBy,
    threads: data.threads,
    private_clean_jumps: data.window.private_clean_jumps,
  };
}

// Anonymous memory does not move when an unrelated process maps the same library; USS does.
function judgedMetric(samples: readonly Sample[]): 'anonymous' | 'uss' | null {
  if (samples.some((sample) => sample.anonymous_kib !== null)) return 'anonymous';
  return samples.some((sample) => sample.uss_kib !== null) ? 'uss' : null;
}

interface SteadyPart {
  samples: Sample[];
  fromS: number | null;
  how: 'classified' | 'last third';
  kind: string;
}

function steadyPart(samples: readonly Sample[], key: NumberKey): SteadyPart {
  const known = samples.filter((sample) => sample[key] !== null);
  const lastThird = (kind: string): SteadyPart => {
    const part = samples.slice(Math.floor((samples.length * 2) / 3));
    return { samples: part, fromS: part[0]?.t_s ?? null, how: 'last third', kind };
  };
  if (known.length < 6) return lastThird('too short to classify');
  const run = classifyRun(
    known.map((sample) => sample.t_s),
    known.map((sample) => sample[key] ?? 0),
  );
  const from = run.steadyFrom;
  if (from === null || from === undefined) return lastThird(run.kind);
  return {
    samples: samples.filter((sample) => sample.t_s >= from),
    fromS: from,
    how: 'classified',
    kind: run.kind,
  };
}

interface Slope {
  slope: number;
  lo: number;
  hi: number;
}

function slopeOf(samples: readonly Sample[], key: NumberKey): Slope | null {
  const known = samples.filter((sample) => sample[key] !== null);
  if (known.length < MIN_FOR_SLOPE) return null;
  return slopeInterval(
    known.map((sample) => sample.t_s),
    known.map((sample) => (sample[key] ?? 0) * 1024),
    { level: 0.95, dependence: 'ar1' },
  );
}

function steadiness(
  judgedBy: 'anonymous' | 'uss' | null,
  slope: Slope | null,
  warmup: WarmupOutcome,
  kind: string,
): { steady: boolean; steady_reason: string } {
  if (!warmup.converged) return { steady: false, steady_reason: `not warmed up: ${warmup.reason}` };
  if (judgedBy === null) return { steady: false, steady_reason: 'memory could not be read' };
  if (slope === null) return { steady: false, steady_reason: 'too few samples to judge a slope' };
  const text = `${judgedBy} slope ${slope.slope.toFixed(0)} B/s [${bound(slope.lo)}, ${bound(slope.hi)}]`;
  if (slope.lo > 0 && slope.slope > STEADY_SLOPE_B_S) {
    return { steady: false, steady_reason: `still growing: ${text}` };
  }
  return { steady: true, steady_reason: `${text}, ${kind}` };
}

function bound(value: number): string {
  return Number.isFinite(value) ? value.toFixed(0) : 'open';
}

function medianKnown(samples: readonly Sample[], key: NumberKey): number | null {
  const known = samples.map((sample) => sample[key]).filter((value): value is number => value !== null);
  return known.length === 0 ? null : median(known);
}

function peak(samples: readonly Sample[], key: NumberKey): number | null {
  let highest: number | null = null;
  for (const sample of samples) {
    const value = sample[key];
    if (value !== null && (highest === null || value > highest)) highest = value;
  }
  return highest;
}

// Each sample's rate covers the time since the sample before it, by the finest clock that was sound
// for that stretch; weighing the rates by their stretches loses nothing between samples.
function meanCpu(samples: readonly Sample[]): number | null {
  let coreSeconds = 0;
  let seconds = 0;
  for (const [i, sample] of samples.entries()) {
    const before = samples[i - 1];
    if (!before || sample.cpu_cores === null) continue;
    coreSeconds += sample.cpu_cores * (sample.t_s - before.t_s);
    seconds += sample.t_s - before.t_s;
  }
  return seconds > 0 ? coreSeconds / seconds : null;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
