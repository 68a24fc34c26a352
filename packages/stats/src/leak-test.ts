import { type Numbers, requireAtLeast, requireIncreasing, requirePairs } from './check-arguments.js';
import { fillUpFits, SLOWEST_TRANSIENT } from './leak-transient.js';
import { largestJumps } from './largest-jump.js';
import { largestRamps } from './largest-ramp.js';
import { samplesNeeded } from './leak-length.js';
import { staircase } from './staircase.js';
import { fitTrend, trendData, type TrendData, type TrendFit } from './trend-model.js';

/** Options of {@link leakTest}. */
export interface LeakOptions {
  /** Growth slower than this is nobody's leak, bytes/s; 2000 when left out. */
  readonly floorBytesPerS?: number;
}

/** Verdict on a memory series. */
export interface LeakVerdict {
  readonly verdict: 'leak' | 'no-leak' | 'indeterminate';
  /** Sustained growth, bytes/s, with its 95 % interval; open with fewer than three samples. */
  readonly slope: number;
  readonly lo: number;
  readonly hi: number;
  /** Why, in a sentence. */
  readonly reason: string;
  /** Length that finds a leak of twice the floor nine times in ten, s; null when one sample gives no idea. */
  readonly recommendedS: number | null;
}

/** Fewer samples have no known coverage. */
const FEWEST = 30;
/** Half of these must still tell a trend from its noise's memory. */
const SHORTEST = 60;
/** By how much a transient must raise the log likelihood to be taken as seen. */
const TRANSIENT_SEEN = 4;

/**
 * Does memory leak? A leak is growth above the floor that persists: its interval lies above the floor, it stands
 * when a saturating transient is allowed for (time constants up to a sixth of the window), in the last half on its
 * own, and without the largest single jump or slow step (a rise over up to a tenth of the window). Growth in three
 * jumps or more of like size counts by its average.
 * `no-leak` when the interval lies under the floor and the series is long enough to have found a leak of twice the
 * floor with 90 % power; `indeterminate` otherwise. All intervals allow for autocorrelation (see `slopeInterval`).
 *
 * @param ts times in seconds, strictly increasing
 * @param bytes anonymous (or private dirty) memory in bytes
 * @throws RangeError naming the argument
 */
export function leakTest(ts: Numbers, bytes: Numbers, options: LeakOptions = {}): LeakVerdict {
  const { floorBytesPerS: floor = 2000 } = options;
  requirePairs(ts, bytes, 'ts', 'bytes');
  requireIncreasing(ts, 'ts');
  requireAtLeast(floor, 'floorBytesPerS', 0);
  const n = ts.length;
  if (n < 3) return tooFew(ts, bytes);
  const span = ts[n - 1]! - ts[0]!;
  const step = span / (n - 1);
  const data = trendData(ts, bytes);
  const plain = fitTrend(data);
  const power = (fit: TrendFit): number =>
    fit.noise === null
      ? SHORTEST * step
      : samplesNeeded(fit.noise, fit.unit, step, Math.max(floor, 1e-300), SHORTEST) * step;
  if (n < FEWEST) {
    const recommendedS = power(plain);
    const reason = `${n} samples are too few for a verdict: take at least ${SHORTEST}`;
    return { verdict: 'indeterminate', ...numbers(plain), reason, recommendedS };
  }
  const transients = plain.noise === null ? [] : fillUpFits(data, ts);
  const seen = transients.length > 0 && transients[0]!.support > plain.support + TRANSIENT_SEEN;
  const main = seen ? widest(transients) : plain;
  const recommendedS = power(main);
  const against = objection(data, ts, bytes, main, transients, floor);
  if (against === null) {
    const slow = seconds(span * SLOWEST_TRANSIENT);
    const reason = `growth above the floor persists to the end; a fill-up slower than ${slow} would look the same`;
    return { verdict: 'leak', ...numbers(main), reason, recommendedS };
  }
  const stairs = stairsVerdict(bytes, span, floor);
  if (stairs !== null) return { ...stairs, recommendedS };
  // Half a step: n samples stand for n steps of time.
  const longEnough = span + step / 2 >= recommendedS - step;
  if (main.hi < floor && longEnough) {
    return {
      verdict: 'no-leak',
      ...numbers(main),
      reason: 'the interval lies under the floor',
      recommendedS,
    };
  }
  const reason = longEnough ? against : `${against}; too short: run at least ${seconds(recommendedS)}`;
  return { verdict: 'indeterminate', ...numbers(main), reason, recommendedS };
}

function numbers(fit: TrendFit): { slope: number; lo: number; hi: number } {
  return { slope: fit.slope, lo: fit.lo, hi: fit.hi };
}

/** The best fit with an interval that covers every time constant the data allow. */
function widest(fits: readonly TrendFit[]): TrendFit {
  const lo = Math.min(...fits.map((f) => f.lo));
  const hi = Math.max(...fits.map((f) => f.hi));
  return { ...fits[0]!, lo, hi };
}

function seconds(s: number): string {
  return `${s >= 100 ? Math.ceil(s) : Number(s.toPrecision(2))} s`;
}

function tooFew(ts: Numbers, bytes: Numbers): LeakVerdict {
  const two = ts.length === 2;
  const step = two ? ts[1]! - ts[0]! : 0;
  return {
    verdict: 'indeterminate',
    slope: two ? (bytes[1]! - bytes[0]!) / step : 0,
    lo: -Infinity,
    hi: Infinity,
    reason: `${ts.length === 1 ? 'one sample shows' : 'two samples show'} no trend: take at least ${SHORTEST}`,
    recommendedS: two ? SHORTEST * step : null,
  };
}

/** The first thing that speaks against a leak, or null. */
function objection(
  data: TrendData,
  ts: Numbers,
  bytes: Numbers,
  main: TrendFit,
  transients: readonly TrendFit[],
  floor: number,
): string | null {
  if (!(main.lo > floor)) {
    return main.hi < floor
      ? 'the interval lies under the floor'
      : 'the interval of the growth includes the floor';
  }
  if (main.noise === null) return null;
  if (transients.some((f) => !(f.lo > 0))) return 'a cache filling up explains the growth as well';
  const middle = Math.floor(ts.length / 2);
  const late = fitTrend(trendData(tail(ts, middle), tail(bytes, middle)));
  if (!(late.lo > 0)) return 'the growth does not persist in the last half';
  for (const at of largestJumps(ts, bytes)) {
    const jump = Float64Array.from(ts, (_, i) => (i < at ? 0 : 1));
    if (!(fitTrend(data, [jump]).lo > 0)) return 'the growth is one jump and little else';
  }
  for (const ramp of largestRamps(ts, bytes)) {
    if (!(fitTrend(data, [ramp]).lo > 0)) return 'the growth is one slow step and little else';
  }
  return null;
}

function tail(values: Numbers, from: number): number[] {
  return Array.prototype.slice.call(values, from) as number[];
}

/** Growth in three jumps or more of like size, judged by its average with the largest left out or counted twice. */
function stairsVerdict(
  bytes: Numbers,
  span: number,
  floor: number,
): Omit<LeakVerdict, 'recommendedS'> | null {
  const stairs = staircase(bytes);
  if (stairs === null) return null;
  const largest = Math.max(...stairs.steps);
  const lo = (stairs.growth - largest) / span;
  if (!(lo > floor) || !(stairs.lateGrowth / (span / 2) > floor)) return null;
  return {
    verdict: 'leak',
    slope: stairs.growth / span,
    lo,
    hi: (stairs.growth + largest) / span,
    reason: `memory grew in ${stairs.steps.length} steps, on average above the floor even without the largest`,
  };
}
