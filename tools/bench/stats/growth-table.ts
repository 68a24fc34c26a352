import { growth, powerLaw } from '@medkit-bench/stats';
import { Random } from './random.ts';
import type { Table } from './table.ts';

const SIZES = [10, 30, 60, 100, 150, 250];
const REPEATS = 5;
const BASE = 50;
const KS = [0, 0.5, 1, 1.5, 2];
const RISES = [0.05, 0.1, 0.2, 0.4, 0.8, 2];
const NOISES = [0.005, 0.01, 0.02];

const RIGHT: Record<string, string> = {
  '0': 'constant',
  '0.5': 'sub-linear',
  '1': 'linear',
  '1.5': 'super-linear',
  '2': 'super-linear',
};

/** Verdicts of `growth` and of the log-log rule on a base of 50 MiB, six sizes, five repeats. */
export const growthTable: Table = {
  title: 'growth: share of right, wrong and open verdicts; log-log rule beside it',
  cells: KS.flatMap((k) =>
    (k === 0 ? [0] : RISES).flatMap((rise) => NOISES.map((noise) => `k=${k} rise=${rise} noise=${noise}`)),
  ),
  series: 1000,
  run(cell, series) {
    const [k, rise, noise] = cell.split(' ').map((part) => Number(part.split('=')[1])) as [
      number,
      number,
      number,
    ];
    const random = new Random(20260202, Math.round(k * 10 + rise * 1000 + noise * 1e6));
    const xs = SIZES.flatMap((x) => new Array<number>(REPEATS).fill(x));
    const truth = xs.map(
      (x) => BASE * (1 + (k === 0 ? 0 : (rise * (x ** k - 10 ** k)) / (250 ** k - 10 ** k))),
    );
    const count = { right: 0, wrong: 0, open: 0, logLogSubLinear: 0 };
    for (let i = 0; i < series; i++) {
      const ys = truth.map((y) => y + BASE * noise * random.normal());
      const { verdict } = growth(xs, ys);
      if (verdict === 'indeterminate') count.open++;
      else if (verdict === RIGHT[String(k)]) count.right++;
      else count.wrong++;
      if (powerLaw(xs, ys).hi < 1) count.logLogSubLinear++;
    }
    return Object.fromEntries(Object.entries(count).map(([word, c]) => [word, c / series]));
  },
};
