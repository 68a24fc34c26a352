/**
 * Where one jump would explain a series best: the place of the largest single change, and the place where a step
 * beside a straight line leaves the least (a jump smaller than the noise shows only there).
 * @returns first index after the jump, one or two places
 */
export function largestJumps(ts: ArrayLike<number>, ys: ArrayLike<number>): number[] {
  const n = ys.length;
  let widest = 1;
  for (let i = 1; i < n; i++) {
    if (Math.abs(ys[i]! - ys[i - 1]!) > Math.abs(ys[widest]! - ys[widest - 1]!)) widest = i;
  }
  const best = bestStep(ts, ys);
  return best === widest ? [best] : [best, widest];
}

function bestStep(ts: ArrayLike<number>, ys: ArrayLike<number>): number {
  const n = ys.length;
  let tm = 0;
  let ym = 0;
  for (let i = 0; i < n; i++) {
    tm += (ts[i]! - ts[0]!) / n;
    ym += (ys[i]! - ys[0]!) / n;
  }
  let stt = 0;
  let sty = 0;
  for (let i = 0; i < n; i++) {
    const t = ts[i]! - ts[0]! - tm;
    stt += t * t;
    sty += t * (ys[i]! - ys[0]! - ym);
  }
  // Sums over the samples after the step: what is left of the step and of y once 1 and t are taken out.
  let sumT = 0;
  let sumY = 0;
  let best = 1;
  let gain = -1;
  for (let i = n - 1; i >= 1; i--) {
    sumT += ts[i]! - ts[0]! - tm;
    sumY += ys[i]! - ys[0]! - ym;
    const count = n - i;
    const norm = count - (count * count) / n - (sumT * sumT) / stt;
    if (norm < 1e-9 * n) continue;
    const product = sumY - (sumT * sty) / stt;
    const g = (product * product) / norm;
    if (g > gain) {
      gain = g;
      best = i;
    }
  }
  return best;
}
