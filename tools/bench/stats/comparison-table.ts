import { benjaminiHochberg, compareSamples, judgeChange } from '@medkit-bench/stats';
import { Random } from './random.ts';
import type { Table } from './table.ts';

const REPEATS = [3, 5, 10];
const CHANGES = [0, 0.03, 0.1, 0.2];
const SPREADS = [0.01, 0.03];
const METRICS = 8;

/** Coverage of the ratio, verdicts at 5/10 %, and false flags over eight metrics after Benjamini-Hochberg. */
export const comparisonTable: Table = {
  title:
    'compareSamples and judgeChange: coverage of the ratio, share of verdicts at thresholds 5 % and 10 %',
  cells: REPEATS.flatMap((n) =>
    CHANGES.flatMap((change) => SPREADS.map((spread) => `n=${n} change=${change} spread=${spread}`)),
  ),
  series: 4000,
  run(cell, series) {
    const [n, change, spread] = cell.split(' ').map((part) => Number(part.split('=')[1])) as [
      number,
      number,
      number,
    ];
    const random = new Random(20260404 + n, Math.round(change * 1000 + spread * 1e6));
    const draw = (centre: number): number[] =>
      Array.from({ length: n }, () => centre * Math.exp(spread * random.normal()));
    let covered = 0;
    let flagged = 0;
    let failed = 0;
    let families = 0;
    for (let i = 0; i < series; i++) {
      const before = draw(100);
      const after = draw(100 * (1 + change));
      const c = compareSamples(before, after);
      if (c.lo <= 1 + change && c.hi >= 1 + change) covered++;
      const { verdict } = judgeChange(before, after, { warn: 0.05, fail: 0.1 });
      if (verdict === 'warn' || verdict === 'regressed') flagged++;
      if (verdict === 'regressed') failed++;
      if (i % METRICS === 0) {
        const ps = Array.from({ length: METRICS }, () => compareSamples(draw(100), draw(100)).pValue);
        if (Math.min(...benjaminiHochberg(ps)) < 0.05) families++;
      }
    }
    return {
      coverage: covered / series,
      warnOrWorse: flagged / series,
      regressed: failed / series,
      anyFalseFlagOf8: families / Math.ceil(series / METRICS),
    };
  },
};
