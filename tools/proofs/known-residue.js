// Does churn --cycles find what stays after growing and shrinking, and only that? The reference gateway keeps a known
// number of bytes for every node that comes or goes.
// Usage: node tools/proofs/known-residue.js [folder]    the folder keeps what was done; call again to go on
// Needs a build (npm run build). About six minutes.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { printTable, startBench } from './bench.js';

const folder = path.resolve(process.argv[2] ?? 'results/known-residue');
mkdirSync(folder, { recursive: true });

const GROW_BY = 20;
const REPEATS = 3;
const NOT_A_LEAK = ['PASS', 'INDETERMINATE'];
/** Bytes kept for each change, a cap on them (0: none), cycles, and the words that are right. */
const CASES = {
  'nothing stays': [0, 0, 12, NOT_A_LEAK],
  '2.5 MiB a cycle': [65_536, 0, 8, ['LEAK']],
  '160 KiB a cycle': [4096, 0, 30, ['LEAK']],
  '2.5 MiB a cycle up to 8 MiB': [65_536, 8_388_608, 14, NOT_A_LEAK],
  '2.5 MiB a cycle, three cycles': [65_536, 0, 3, ['INDETERMINATE']],
};

let misses = 0;
const rows = [];
async function measure(name, repeat) {
  const [bytes, cap, cycles, right] = CASES[name];
  const run = `${name.replaceAll(/[^a-z0-9]+/gi, '-')}-${repeat}`;
  const file = path.join(folder, run, 'churn', 'summary.json');
  if (!existsSync(file)) {
    const { code, stderr } = await startBench([
      'churn',
      ...['--quick', '--quiet', '--duration', '8', '--entities', '20', '--churn-count', '5'],
      ...['--refresh-ms', '200', '--cycle-hold', '1', '--cycles', String(cycles)],
      ...['--cycle-grow', String(GROW_BY), '--results-dir', folder, '--run-dir', run],
      ...['--set', `reference.leak_bytes_per_change=${bytes}`, '--set', `reference.leak_cap_bytes=${cap}`],
      ...(existsSync(path.join(folder, run)) ? ['--resume'] : []),
    ]).done;
    if (code !== 0 && code !== 1) throw new Error(`${run} ended with ${code}: ${stderr}`);
  }
  const { residue } = JSON.parse(readFileSync(file, 'utf8'));
  const good = right.includes(residue.verdict);
  if (!good) misses += 1;
  const shown = (value) => (value === null ? 'open' : Math.round(value));
  rows.push([
    name,
    repeat,
    cap > 0 ? '0 in the end' : 2 * GROW_BY * bytes,
    `${shown(residue.bytes_per_cycle)} [${shown(residue.lo95)}, ${shown(residue.hi95)}]`,
    shown(residue.limit_bytes_per_cycle),
    `${residue.judged_cycles} of ${residue.cycles}`,
    residue.verdict,
    good ? 'yes' : 'NO',
  ]);
}

for (let repeat = 1; repeat <= REPEATS; repeat += 1)
  // At once: what is judged is memory, which they do not share.
  await Promise.all(Object.keys(CASES).map((name) => measure(name, repeat)));
const order = Object.keys(CASES);
rows.sort(([a, i], [b, j]) => order.indexOf(a) - order.indexOf(b) || i - j);
printTable(
  ['case', 'run', 'truth, bytes a cycle', 'found [95 %]', 'limit', 'cycles judged', 'verdict', 'right'],
  rows,
);
process.exit(misses === 0 ? 0 : 1);
