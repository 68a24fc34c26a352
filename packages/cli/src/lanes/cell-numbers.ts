import { classifyRun, median, slopeInterval } from '@medkit-bench/stats';
import type { SubjectData, WarmupOutcome } from '../engine/cell.js';
import type { SubjectNumbers } from './cell-record.js';
import type { ColumnKey, SampleColumns } from './sample-columns.js';

/** A slope below this is no reason to call a window unsteady, bytes per second. */
const STEADY_SLOPE_B_S = 1024;

/** Fewer memory readings than this say nothing about a trend. */
const MIN_FOR_SLOPE = 4;

/** Figures of one subject, taken from the part of the window that is steady. */
export function subjectNumbers(
  data: Pick<SubjectData, 'samples' | 'threads'> & {
    window: Pick<SubjectNumbers, 'private_clean_jumps'>;
  },
  warmup: WarmupOutcome,
): SubjectNumbers {
  const { samples } = data;
  const judgedBy = judgedMetric(samples);
  const part = steadyPart(samples, judgedBy === 'uss' ? 'uss_kib' : 'anonymous_kib');
  const uss = slopeOf(samples, part.from, 'uss_kib');
  const anonymous = slopeOf(samples, part.from, 'anonymous_kib');
  const medianOf = (key: ColumnKey): number | null => medianKnown(samples, part.from, key);
  return {
    uss_kib: medianOf('uss_kib'),
    pss_kib: medianOf('pss_kib'),
    rss_kib: medianOf('rss_kib'),
    anonymous_kib: medianOf('anonymous_kib'),
    private_clean_kib: medianOf('private_clean_kib'),
    private_dirty_kib: medianOf('private_dirty_kib'),
    cpu_cores: meanCpu(samples, part.from),
    num_threads: medianOf('num_threads'),
    peak_uss_kib: peak(samples, 'uss_kib'),
    uss_slope_b_s: uss?.slope ?? null,
    uss_slope_lo95: finite(uss?.lo),
    uss_slope_hi95: finite(uss?.hi),
    anonymous_slope_b_s: anonymous?.slope ?? null,
    anonymous_slope_lo95: finite(anonymous?.lo),
    anonymous_slope_hi95: finite(anonymous?.hi),
    samples: samples.length - part.from,
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
function judgedMetric(samples: SampleColumns): 'anonymous' | 'uss' | null {
  if (samples.has('anonymous_kib')) return 'anonymous';
  return samples.has('uss_kib') ? 'uss' : null;
}

interface SteadyPart {
  /** Index of its first sample. */
  from: number;
  fromS: number | null;
  how: 'classified' | 'last third';
  kind: string;
}

function steadyPart(samples: SampleColumns, key: ColumnKey): SteadyPart {
  const known = samples.known(key);
  const lastThird = (kind: string): SteadyPart => {
    const first = Math.floor((samples.length * 2) / 3);
    return { from: first, fromS: samples.timeAt(first), how: 'last third', kind };
  };
  if (known.ts.length < 6) return lastThird('too short to classify');
  const run = classifyRun(known.ts, known.values);
  const from = run.steadyFrom;
  if (from === null || from === undefined) return lastThird(run.kind);
  return { from: samples.indexFrom(from), fromS: from, how: 'classified', kind: run.kind };
}

interface Slope {
  slope: number;
  lo: number;
  hi: number;
}

function slopeOf(samples: SampleColumns, from: number, key: ColumnKey): Slope | null {
  const { ts, values } = samples.known(key, from);
  if (ts.length < MIN_FOR_SLOPE) return null;
  const bytes = values.map((kib) => kib * 1024);
  return slopeInterval(ts, bytes, { level: 0.95, dependence: 'ar1' });
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

function medianKnown(samples: SampleColumns, from: number, key: ColumnKey): number | null {
  const { values } = samples.known(key, from);
  return values.length === 0 ? null : median(values);
}

function peak(samples: SampleColumns, key: ColumnKey): number | null {
  let highest: number | null = null;
  for (const value of samples.known(key).values) {
    if (highest === null || value > highest) highest = value;
  }
  return highest;
}

// Each sample's rate covers the time since the sample before it, by the finest clock that was sound
// for that stretch; weighing the rates by their stretches loses nothing between samples.
function meanCpu(samples: SampleColumns, from: number): number | null {
  let coreSeconds = 0;
  let seconds = 0;
  for (let i = from + 1; i < samples.length; i += 1) {
    const cores = samples.at('cpu_cores', i);
    if (cores === null) continue;
    const spanS = (samples.timeAt(i) ?? 0) - (samples.timeAt(i - 1) ?? 0);
    coreSeconds += cores * spanS;
    seconds += spanS;
  }
  return seconds > 0 ? coreSeconds / seconds : null;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
