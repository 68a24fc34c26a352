import { slopeInterval, studentTQuantile } from '@medkit-bench/stats';
import { ar1Forms, stepClasses } from '../../../packages/stats/src/ar1-forms.ts';
import { glsAt } from '../../../packages/stats/src/ar1-posterior.ts';
import { Random } from './random.ts';
import type { Table } from './table.ts';

const SIZES = [30, 100, 300];
const RHOS = [0, 0.3, 0.6, 0.9, 0.98];
const SHAPES = ['normal', 'heavy', 'staircase'];

/** Coverage of a true slope of 0 at 95 %, and the median width as a multiple of that of GLS told the true ρ. */
export const coverage: Table = {
  title: 'slopeInterval: coverage of a true slope, nominal 95 %',
  cells: SHAPES.flatMap((shape) => SIZES.flatMap((n) => RHOS.map((rho) => `${shape} n=${n} rho=${rho}`))),
  series: 3000,
  run(cell, series) {
    const [shape, nText, rhoText] = cell.split(' ') as [string, string, string];
    const n = Number(nText.slice(2));
    const rho = Number(rhoText.slice(4));
    const random = new Random(20260101 + n, Math.round(rho * 1000) + SHAPES.indexOf(shape) * 5000);
    const ts = Float64Array.from({ length: n }, (_, i) => i);
    const ratios: number[] = [];
    let covered = 0;
    for (let i = 0; i < series; i++) {
      const ys = noise(random, shape, n, rho);
      const s = slopeInterval(ts, ys);
      if (s.lo <= 0 && s.hi >= 0) covered++;
      if (shape === 'normal') ratios.push((s.hi - s.lo) / oracleWidth(ts, ys, rho));
    }
    ratios.sort((a, b) => a - b);
    const width = ratios[Math.floor(ratios.length / 2)];
    return { coverage: covered / series, ...(width === undefined ? {} : { width }) };
  },
};

function noise(random: Random, shape: string, n: number, rho: number): Float64Array {
  if (shape === 'heavy') return random.autoregression(n, rho, () => random.heavy());
  const e = random.autoregression(n, rho);
  if (shape === 'normal') return e;
  // Memory as the kernel shows it: the level moves only when it has drifted by a whole step.
  let shown = e[0]!;
  return e.map((v) => {
    if (Math.abs(v - shown) > 0.75) shown = v;
    return shown;
  });
}

function oracleWidth(ts: Float64Array, ys: Float64Array, rho: number): number {
  const n = ts.length;
  const half = (n - 1) / 2;
  const columns = [new Float64Array(n).fill(1), ts.map((t) => (t - half) / half), ys];
  const fit = glsAt(ar1Forms(columns, stepClasses(ts)), Math.asin(rho))!;
  return (2 * studentTQuantile(0.975, n - 2) * fit.se) / half;
}
