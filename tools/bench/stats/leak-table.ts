import { leakTest } from '@medkit-bench/stats';
import { Random } from './random.ts';
import type { Table } from './table.ts';

const MIB = 1024 * 1024;
const FLOOR = 2000;
const SHAPES = ['flat', 'saturating', 'sawtooth', 'step', 'ramp'];
const RHOS = [0, 0.6, 0.9, 0.98];
const NOISES = [20e3, 200e3];

/** False alarms on series that do not leak; detection of twice the floor at the recommended length. */
export const leakTable: Table = {
  title: 'leakTest: false alarms, and detection at the length it recommends',
  cells: [
    ...SHAPES.flatMap((shape) =>
      [60, 300, 1200].flatMap((n) =>
        RHOS.flatMap((rho) => NOISES.map((noise) => `${shape} n=${n} rho=${rho} noise=${noise}`)),
      ),
    ),
    ...RHOS.flatMap((rho) => NOISES.map((noise) => `leak n=60 rho=${rho} noise=${noise}`)),
    ...[3, 5, 8].map((steps) => `staircase n=600 rho=0.6 noise=${steps * 1000}`),
  ],
  series: 500,
  run(cell, series) {
    const [shape, nText, rhoText, noiseText] = cell.split(' ') as [string, string, string, string];
    const n = Number(nText.slice(2));
    const rho = Number(rhoText.slice(4));
    const noise = Number(noiseText.slice(6));
    const random = new Random(20260303 + n, cell.length * 7919 + Math.round(rho * 100) * 31 + noise);
    const count = { leak: 0, noLeak: 0, open: 0 };

    const lengths: number[] = [];
    for (let i = 0; i < series; i++) {
      let length = n;
      if (shape === 'leak') {
        // A first look says how long to run; a second run of that length is judged.
        const pilot = leakTest(times(n), seriesOf(random, shape, n, rho, noise), { floorBytesPerS: FLOOR });
        length = Math.min(200_000, Math.ceil(pilot.recommendedS!) + 1);
        lengths.push(length);
      }
      const { verdict } = leakTest(times(length), seriesOf(random, shape, length, rho, noise), {
        floorBytesPerS: FLOOR,
      });
      if (verdict === 'leak') count.leak++;
      else if (verdict === 'no-leak') count.noLeak++;
      else count.open++;
    }
    lengths.sort((a, b) => a - b);
    const medianLength = lengths[Math.floor(lengths.length / 2)] ?? n;
    return {
      leak: count.leak / series,
      noLeak: count.noLeak / series,
      open: count.open / series,
      length: medianLength,
    };
  },
};

function times(n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => i);
}

function seriesOf(random: Random, shape: string, n: number, rho: number, noise: number): Float64Array {
  const e = random.autoregression(n, rho);
  // Sizes from a tenth of a MiB to a hundred, evenly in the logarithm.
  const size = MIB * 10 ** (-1 + 3 * random.uniform());
  const part = random.uniform();
  const at = curve(shape, n, size, part, noise);
  return e.map((v, i) => 50 * MIB + at(i) + (shape === 'staircase' ? 4096 : noise) * v);
}

function curve(shape: string, n: number, size: number, part: number, noise: number): (i: number) => number {
  switch (shape) {
    case 'saturating': {
      // A third of the series at the slowest that must not be mistaken, the rest anywhere below.
      const tau = (n / 6) * Math.min(1, 0.1 + 1.35 * part);
      return (i) => size * (1 - Math.exp(-i / tau));
    }
    case 'sawtooth': {
      const period = Math.max(4, (n / 10) * (0.2 + 0.8 * part));
      return (i) => size * ((i / period + part * 7) % 1);
    }
    case 'step':
      return (i) => (i >= part * n ? size : 0);
    case 'ramp': {
      // One step taken slowly: within a hundredth to a tenth of the series.
      const from = part * 0.9 * n;
      const width = n * (0.01 + 0.09 * ((part * 7) % 1));
      return (i) => size * Math.min(1, Math.max(0, (i - from) / width));
    }
    case 'leak':
      return (i) => 2 * FLOOR * i;
    case 'staircase': {
      // The third number of the cell is thousands of steps here: a regular staircase of 4 kB/s on average.
      const steps = noise / 1000;
      return (i) => ((2 * FLOOR * n) / steps) * Math.floor((i / n) * steps + part);
    }
    default:
      return () => 0;
  }
}
