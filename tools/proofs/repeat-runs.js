// The same short footprint of the reference gateway, again and again: the raw material of compare-real-runs.js.
// Resumable: finished runs are kept, so it may be started as often as it takes.
//   node tools/proofs/repeat-runs.js <folder> [runs=12] [seconds it may take]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const BIN = new URL('../../packages/cli/bin/medkit-bench.js', import.meta.url).pathname;

const [folder = 'results/repeat-runs', count = '12', budgetS = 'Infinity'] = process.argv.slice(2);
const started = performance.now();
let longestS = 0;

for (let i = 1; i <= Number(count); i++) {
  const run = `run-${String(i).padStart(2, '0')}`;
  if (existsSync(path.join(folder, run, 'footprint', 'summary.json'))) continue;
  const elapsedS = (performance.now() - started) / 1000;
  if (elapsedS + longestS * 1.1 > Number(budgetS)) {
    console.log(`${i - 1} of ${count} runs so far; start it again to go on`);
    process.exit(0);
  }
  const begin = performance.now();
  const flags = ['--quick', '--repeats', '5', '--duration', '5', '--quiet', '--results-dir', folder];
  const resume = existsSync(path.join(folder, run)) ? ['--resume'] : [];
  const done = spawnSync(process.execPath, [BIN, 'footprint', ...flags, '--run-dir', run, ...resume], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (done.status !== 0) throw new Error(`${run} ended with ${done.status ?? done.signal}`);
  longestS = Math.max(longestS, (performance.now() - begin) / 1000);
  console.log(`${run}: ${((performance.now() - begin) / 1000).toFixed(0)} s`);
}
console.log(`${count} runs in ${folder}`);
