import { changePoints } from './change-points.js';
import { type Numbers, requireBetween, requireIncreasing, requirePairs } from './check-arguments.js';
import { meanAndVariance } from './mean-interval.js';
import { noiseScale } from './noise-scale.js';
import { median } from './quantile.js';
import { slopeInterval } from './slope-interval.js';

/** What a run did: settled, still on its way, or neither. */
export type RunKind = 'steady' | 'rising' | 'falling' | 'unsettled';

/** Options of {@link classifyRun}. */
export interface ClassifyOptions {
  /** Levels closer than this share of the median level are the same; 0.005 when left out. */
  readonly tolerance?: number;
}

/** Class of a run with its segments. */
export interface RunClass {
  readonly kind: RunKind;
  /** Times (unit of ts) at which the level changes. */
  readonly changePoints: number[];
  /** Time from which the run is steady; null unless it is. */
  readonly steadyFrom: number | null;
}

/** Fewer samples than this show no level. */
const FEWEST = 10;
const STEADY_SHARE = 0.25;

/**
 * Finds the levels of a series and says whether the last one is steady: flat and at least a quarter of the run.
 * Segments whose means differ by less than the tolerance are one. Rising and falling are runs without a steady end
 * whose levels move mostly one way. Fewer than ten samples are unsettled.
 * Sources: Killick et al. 2012 for the segmentation; Barrett et al., OOPSLA 2017, for the classes.
 *
 * @param ts times, strictly increasing
 * @throws RangeError naming the argument
 */
export function classifyRun(ts: Numbers, ys: Numbers, options: ClassifyOptions = {}): RunClass {
  const { tolerance = 0.005 } = options;
  requirePairs(ts, ys, 'ts', 'ys');
  requireIncreasing(ts, 'ts');
  requireBetween(tolerance, 'tolerance', 0, 1);
  const n = ys.length;
  if (n < FEWEST) return { kind: 'unsettled', changePoints: [], steadyFrom: null };
  const near = tolerance * Math.abs(median(ys));
  const noise = Math.max(noiseScale(ys).longRun, near / 10);
  const starts = merge(ys, [0, ...changePoints(ys, 4 * Math.log(n) * noise * noise)], near);
  const levels = starts.map((s, i) => levelOf(ys, s, starts[i + 1] ?? n));
  const times = starts.slice(1).map((i) => ts[i]!);
  const from = starts[starts.length - 1]!;
  const drift = tailDrift(ts, ys, from, near);
  const movement = direction(levels);
  const share = levels.length >= 3 && movement !== 0 ? 1 / 3 : STEADY_SHARE;
  if (n - from >= Math.max(FEWEST, share * n) && drift === 0) {
    return { kind: 'steady', changePoints: times, steadyFrom: ts[from]! };
  }
  // A drifting tail decides; without one, the way the levels went.
  const way = drift !== 0 && n - from >= STEADY_SHARE * n ? drift : movement;
  const kind = way > 0 ? 'rising' : way < 0 ? 'falling' : 'unsettled';
  return { kind, changePoints: times, steadyFrom: null };
}

function levelOf(ys: Numbers, from: number, to: number): number {
  return meanAndVariance(Array.prototype.slice.call(ys, from, to) as number[]).mean;
}

/** Joins the two neighbours that are closest until all differ by more than the tolerance. */
function merge(ys: Numbers, starts: number[], near: number): number[] {
  const kept = [...starts];
  const levels = kept.map((s, i) => levelOf(ys, s, kept[i + 1] ?? ys.length));
  for (;;) {
    let closest = -1;
    let least = near;
    for (let i = 1; i < levels.length; i++) {
      const gap = Math.abs(levels[i]! - levels[i - 1]!);
      if (gap <= least) {
        least = gap;
        closest = i;
      }
    }
    if (closest < 0) return kept;
    kept.splice(closest, 1);
    levels.splice(closest, 1);
    levels[closest - 1] = levelOf(ys, kept[closest - 1]!, kept[closest] ?? ys.length);
  }
}

/** Sign of the drift over the last segment when its interval excludes none and it passes the tolerance, else 0. */
function tailDrift(ts: Numbers, ys: Numbers, from: number, near: number): number {
  const n = ys.length;
  if (n - from < FEWEST) return 0;
  const t = Array.prototype.slice.call(ts, from) as number[];
  const fit = slopeInterval(t, Array.prototype.slice.call(ys, from) as number[]);
  const change = fit.slope * (t[t.length - 1]! - t[0]!);
  if (Math.abs(change) <= near) return 0;
  return fit.lo > 0 ? 1 : fit.hi < 0 ? -1 : 0;
}

/** 1 or -1 when at least 80 % of the movement between levels goes one way. */
function direction(levels: readonly number[]): number {
  let up = 0;
  let down = 0;
  for (let i = 1; i < levels.length; i++) {
    const step = levels[i]! - levels[i - 1]!;
    if (step > 0) up += step;
    else down -= step;
  }
  if (up + down === 0) return 0;
  return up >= 0.8 * (up + down) ? 1 : down >= 0.8 * (up + down) ? -1 : 0;
}
