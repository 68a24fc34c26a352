import { centred } from './ols.js';

/** Lengths of a rise that is still one step taken slowly, as shares of the window. */
const WIDTHS = [1 / 40, 1 / 20, 1 / 10];
/** Places are tried a quarter of the rise apart. */
const STRIDE = 1 / 4;

/**
 * Where one slow step (a collector that lets its heap grow, a pool that is filled once) would explain a series best:
 * for each length of the step, the place where such a ramp beside a straight line leaves the least.
 * @returns columns that go from 0 to 1 in a line, one a length; none where the best is a fall
 */
export function largestRamps(ts: ArrayLike<number>, ys: ArrayLike<number>): Float64Array[] {
  const t = centred(ts).values;
  const y = centred(ys).values;
  const stt = dot(t, t);
  const slope = dot(t, y) / stt;
  const span = ts[ts.length - 1]! - ts[0]!;
  return WIDTHS.flatMap((share) => {
    const width = share * span;
    let best: Float64Array | null = null;
    let gain = 0;
    let rises = false;
    for (let from = 0; from <= span - width; from += STRIDE * width) {
      const ramp = Float64Array.from(ts, (at) => Math.min(1, Math.max(0, (at - ts[0]! - from) / width)));
      const c = centred(ramp).values;
      const sct = dot(c, t);
      // What is left of the ramp and of y once 1 and t are taken out.
      const norm = dot(c, c) - (sct * sct) / stt;
      const product = dot(c, y) - slope * sct;
      if (!(norm > 0) || !((product * product) / norm > gain)) continue;
      gain = (product * product) / norm;
      [best, rises] = [ramp, product > 0];
    }
    return best !== null && rises ? [best] : [];
  });
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
