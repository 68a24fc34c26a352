// Does the sweep lane rank settings whose cost is known, and leave alone those that cost nothing?
// Usage: node tools/proofs/known-sweep.js [folder] [--runs 1] [--repeats 4]
//
// Two settings of the reference gateway cost what is known by construction: 8 MiB of ballast, and a twentieth of a core
// timed by the thread's own clock. A debounce and a limit of clients that nobody reaches cost nothing; they are swept beside
// the others and once alone. A run takes under five minutes. The folder keeps runs that are done; call again to go on.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printTable, startBench } from './bench.js';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '1' }, repeats: { type: 'string', default: '4' } },
  allowPositionals: true,
});
const folder = path.resolve(positionals[0] ?? 'results/known-sweep');
const COSTS = [
  ['ballast', 'anonymous_kib', 8192, 'KiB'],
  ['busy', 'cpu_cores', 0.05, 'cores'],
];
const FREE = ['debounce-off', 'one-sse-client'];
const NOTHING = 'no difference beyond noise';

/** The shipped profile with settings of its own to sweep. */
function writeProfile() {
  const shipped = readFileSync(new URL('../../profiles/reference.yaml', import.meta.url), 'utf8');
  const own = `sweep:
  ballast: { reference.base_ballast_mib: 24 }
  busy: { reference.cpu_cores: 0.05 }
  debounce-off: { discovery.refresh_debounce_ms: 0 }
  one-sse-client: { sse.max_clients: 1 }
`;
  const file = path.join(folder, 'reference-sweep.yaml');
  // The shipped signal of this lane speaks of a setting that is not swept here.
  const signal = /^ {2}- lane: sweep\n(?: {4}.*\n)+/m;
  writeFileSync(file, shipped.replace(/^sweep:\n(?: .*\n)+/m, own).replace(signal, ''));
  return file;
}

async function sweep(run, only, repeats) {
  const file = path.join(folder, run, 'sweep', 'summary.json');
  if (!existsSync(file)) {
    const where = ['--results-dir', folder, '--run-dir', run, '--quiet'];
    const resume = existsSync(path.join(folder, run)) ? ['--resume'] : [];
    const flags = ['--profile', profile, '--quick', '--repeats', String(repeats), '--only', only.join(',')];
    const { code, stderr } = await startBench(['sweep', ...flags, ...where, ...resume]).done;
    if (code !== 0) throw new Error(`${run} ended with ${code}: ${stderr}`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

mkdirSync(folder, { recursive: true });
const profile = writeProfile();
const rows = [];
let misses = 0;
const word = (right) => {
  if (!right) misses += 1;
  return right ? 'yes' : 'NO';
};

for (let run = 1; run <= Number(values.runs); run += 1) {
  const found = await sweep(`costs-${run}`, [...COSTS.map(([setting]) => setting), ...FREE], values.repeats);
  for (const [setting, metric, known, unit] of COSTS) {
    const place = found.ranking.findIndex((one) => one.setting === setting && one.metric === metric);
    const { differences } = found.cells.find((cell) => cell.setting === setting);
    const { difference, lo95, hi95 } = differences.find((one) => one.metric === metric);
    const digits = metric === 'cpu_cores' ? 4 : 0;
    rows.push([
      run,
      setting,
      `${known} ${unit}`,
      `${difference.toFixed(digits)} [${lo95?.toFixed(digits)}, ${hi95?.toFixed(digits)}] ${unit}`,
      word(place >= 0),
      word(lo95 <= known && known <= hi95),
    ]);
  }
  const accused = found.ranking.filter((one) => FREE.includes(one.setting));
  const names = accused.map((one) => `${one.setting} ${one.metric}`).join(', ');
  rows.push([run, FREE.join(', '), 'nothing', names || NOTHING, word(accused.length === 0), '-']);

  const alone = await sweep(`free-${run}`, FREE, 3);
  rows.push([run, 'those two alone', NOTHING, alone.verdict, word(alone.verdict === NOTHING), '-']);
}
printTable(
  ['run', 'setting', 'known', 'measured [95 %]', 'ranked or left alone, rightly', 'interval holds it'],
  rows,
);
console.log(`\n${misses} wrong of ${rows.length + COSTS.length * Number(values.runs)} checks`);
process.exit(misses === 0 ? 0 : 1);
