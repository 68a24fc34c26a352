import { meanInterval, precisionStop } from '@medkit-bench/stats';
import { Random } from './random.ts';
import type { Table } from './table.ts';

const TARGETS = [0.01, 0.02, 0.05];
const SPREADS = [0.01, 0.03];
const CAP = 40;
const SHAPES = ['normal', 'heavy'];

/** Coverage at the moment of stopping, beside that of a plain t interval under the same rule. */
export const stoppingTable: Table = {
  title: `precisionStop: coverage when stopping as soon as the target is reached (cap ${CAP}), nominal 95 %`,
  cells: SHAPES.flatMap((shape) =>
    TARGETS.flatMap((target) => SPREADS.map((spread) => `shape=${shape} target=${target} spread=${spread}`)),
  ),
  series: 4000,
  run(cell, series) {
    const [shape, target, spread] = cell.split(' ').map((part) => part.split('=')[1]!) as [
      string,
      string,
      string,
    ];
    const random = new Random(
      20260505,
      Math.round(Number(target) * 1e4 + Number(spread) * 1e6) + shape.length,
    );
    const draw = (): number =>
      100 * Math.exp(Number(spread) * (shape === 'heavy' ? random.heavy() : random.normal()));
    let covered = 0;
    let naive = 0;
    let repeats = 0;
    let reached = 0;
    for (let i = 0; i < series; i++) {
      const values: number[] = [];
      let state;
      do {
        values.push(draw());
        state = precisionStop(values, { target: Number(target), cap: CAP });
      } while (!state.stop);
      if (state.lo <= 100 && state.hi >= 100) covered++;
      if (state.why === 'reached') reached++;
      repeats += values.length;
      if (naiveCovers(values, draw, Number(target))) naive++;
    }
    return {
      coverage: covered / series,
      reached: reached / series,
      meanRepeats: repeats / series,
      plainTCoverage: naive / series,
    };
  },
};

/** The rule many tools use: stop when the ordinary t interval happens to be tight. */
function naiveCovers(taken: readonly number[], draw: () => number, target: number): boolean {
  const logs: number[] = [];
  for (let n = 0; n < CAP; n++) {
    logs.push(Math.log(n < taken.length ? taken[n]! : draw()));
    const t = meanInterval(logs);
    if (Math.expm1((t.hi - t.lo) / 2) <= target || n === CAP - 1) {
      return t.lo <= Math.log(100) && t.hi >= Math.log(100);
    }
  }
  return false;
}
