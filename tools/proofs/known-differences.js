// Does footprint recover known differences of memory, CPU and threads between two settings?
// Usage: node tools/proofs/known-differences.js [--duration 20] [--only memory|CPU|threads]
import { measure, printTable, withResults } from './bench.js';

const duration = process.argv.includes('--duration')
  ? process.argv[process.argv.indexOf('--duration') + 1]
  : '20';
const BASE = ['--quick', '--duration', duration, '--repeats', '3', '--entities', '10'];

const cell = async (dir, run, set) =>
  (await measure('footprint', [...BASE, ...set.flatMap((text) => ['--set', text])], dir, run)).cell;

const CASES = [
  {
    name: 'anonymous memory, MiB',
    low: ['reference.base_ballast_mib=20'],
    high: ['reference.base_ballast_mib=60'],
    value: (aggregate) => aggregate.anonymous_kib_median / 1024,
    known: 40,
    tolerance: 0.01,
  },
  {
    name: 'CPU, cores',
    // Work that comes once a second is 5, 6 or 7 times in a window of 6 s: often and little instead.
    low: ['reference.refresh_cpu_ms=2', 'refresh_interval_ms=200'],
    high: ['reference.refresh_cpu_ms=22', 'refresh_interval_ms=200'],
    value: (aggregate) => aggregate.cpu_cores_median,
    known: 0.1,
    tolerance: 0.05,
  },
  {
    name: 'threads',
    low: ['reference.extra_threads=0'],
    high: ['reference.extra_threads=7'],
    value: (aggregate) => aggregate.num_threads_median,
    known: 7,
    tolerance: 0,
  },
];

const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const rows = [];
let misses = 0;
await withResults(async (dir) => {
  for (const [i, { name, low, high, value, known, tolerance }] of CASES.entries()) {
    if (!name.includes(only)) continue;
    const measured = value(await cell(dir, `high${i}`, high)) - value(await cell(dir, `low${i}`, low));
    const error = Math.abs(measured - known) / known;
    const pass = error <= tolerance;
    if (!pass) misses += 1;
    rows.push([
      name,
      known,
      measured.toFixed(4),
      `${(error * 100).toFixed(2)} %`,
      `${tolerance * 100} %`,
      pass ? 'pass' : 'MISS',
    ]);
  }
});
printTable(['difference', 'known', 'measured', 'error', 'allowed', 'result'], rows);
process.exit(misses === 0 ? 0 : 1);
