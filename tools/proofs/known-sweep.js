// Does the sweep lane rank settings whose cost is known, and leave alone those that cost nothing?
// Usage: node tools/proofs/known-sweep.js [folder] [--runs 4] [--repeats 4]
//
// On the reference gateway triggers hold 8 MiB, and a refresh takes 20 ms of CPU: off saves the one, 200 ms instead of
// 1000 ms costs four more of the other a second. A debounce and a limit of clients that nobody reaches cost nothing.
// The folder keeps runs that are done; call again to go on.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printTable, startBench } from './bench.js';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: '4' }, repeats: { type: 'string', default: '4' } },
  allowPositionals: true,
});
const folder = path.resolve(positionals[0] ?? 'results/known-sweep');
const TRIGGERS_KIB = 8192;
const REFRESH_CPU_MS = 20;
const COSTS = [
  ['triggers-off', 'anonymous_kib', -TRIGGERS_KIB, 'KiB'],
  ['refresh-200', 'cpu_cores', (REFRESH_CPU_MS / 1000) * (5 - 1), 'cores'],
];
const FREE = ['debounce-off', 'one-sse-client'];
const NOTHING = 'no difference beyond noise';

async function sweep(run, only) {
  const file = path.join(folder, run, 'sweep', 'summary.json');
  if (!existsSync(file)) {
    const known = [`triggers_bytes=${TRIGGERS_KIB * 1024}`, `refresh_cpu_ms=${REFRESH_CPU_MS}`];
    const set = known.flatMap((one) => ['--set', `reference.${one}`]);
    const where = ['--results-dir', folder, '--run-dir', run, '--quiet'];
    const resume = existsSync(path.join(folder, run)) ? ['--resume'] : [];
    const flags = ['--quick', '--repeats', values.repeats, '--only', only.join(',')];
    const { code, stderr } = await startBench(['sweep', ...flags, ...set, ...where, ...resume]).done;
    if (code !== 0) throw new Error(`${run} ended with ${code}: ${stderr}`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

mkdirSync(folder, { recursive: true });
const rows = [];
let misses = 0;
const word = (right) => {
  if (!right) misses += 1;
  return right ? 'yes' : 'NO';
};

for (let run = 1; run <= Number(values.runs); run += 1) {
  const found = await sweep(`costs-${run}`, [...COSTS.map(([setting]) => setting), ...FREE]);
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

  const alone = await sweep(`free-${run}`, FREE);
  rows.push([run, 'those two alone', NOTHING, alone.verdict, word(alone.verdict === NOTHING), '-']);
}
printTable(
  ['run', 'setting', 'known', 'measured [95 %]', 'ranked or left alone, rightly', 'interval holds it'],
  rows,
);
console.log(`\n${misses} wrong of ${rows.length + COSTS.length * Number(values.runs)} checks`);
process.exit(misses === 0 ? 0 : 1);
