// Does `calibrate` pass on this host, and does it fail when a truth or the host is off?
// Usage: node tools/proofs/calibration.js [--dir results/calibration] [--passes 5] [--skip mistakes,load]
//
// Five quick runs must pass. Each of the known deviations (five percent, or one thread) must fail in its own row, and so
// must a host that stress-ng keeps busy. A run that has its summary in --dir is not measured again.
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { startBench, printTable } from './bench.js';

const { values } = parseArgs({
  options: {
    dir: { type: 'string', default: 'results/calibration' },
    passes: { type: 'string', default: '5' },
    skip: { type: 'string', default: '' },
  },
});
const dir = path.resolve(values.dir);
const skip = values.skip.split(',');

/** The rows that must be off when a truth is. */
const ROWS = {
  ballast: 'ballast',
  cpu: 'cpu-0.5',
  threads: 'threads',
  leak: 'leak-rate',
  entities: 'entities',
  burst: 'burst-peak',
  delay: 'delay',
};

async function run(name, args) {
  const file = path.join(dir, name, 'calibrate', 'summary.json');
  if (!existsSync(file)) {
    const resume = existsSync(path.dirname(file)) ? ['--resume'] : [];
    const all = ['--results-dir', dir, '--run-dir', name, '--quick', '--quiet', ...args, ...resume];
    const { code, stderr } = await startBench(['calibrate', ...all]).done;
    if (!existsSync(file)) throw new Error(`${name} ended with ${code}: ${stderr}`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

const rows = [];
let misses = 0;
function add(what, summary, right) {
  if (!right) misses += 1;
  const off = summary.rows
    .filter((row) => row.pass === false)
    .map((row) => `${row.what} (${shown(row)})`)
    .join('; ');
  rows.push([what, summary.verdict, off || 'none', right ? 'right' : 'WRONG']);
}

function shown({ error, absolute, unit }) {
  return absolute ? `${Number(error.toFixed(3))} ${unit}` : `${(error * 100).toFixed(1)} %`;
}

const failedIds = (summary) => summary.rows.filter((row) => row.pass === false).map((row) => row.id);

for (let i = 1; i <= Number(values.passes); i += 1) {
  const summary = await run(`pass-${i}`, []);
  add(`nothing, run ${i}`, summary, summary.verdict === 'PASS');
}
if (!skip.includes('mistakes')) {
  for (const [mistake, id] of Object.entries(ROWS)) {
    const summary = await run(`mistake-${mistake}`, ['--mistake', mistake]);
    add(mistake, summary, summary.verdict === 'FAIL' && failedIds(summary).includes(id));
  }
}
if (!skip.includes('load')) {
  const hog = spawn('stress-ng', ['--cpu', '2', '--quiet'], { stdio: 'ignore' });
  const missing = new Promise((resolve) => hog.once('error', resolve));
  try {
    const summary = await Promise.race([run('stressed', []), missing]);
    if (summary instanceof Error)
      rows.push(['a host under stress-ng', 'stress-ng is missing', '', 'not tried']);
    else
      add(
        'a host under stress-ng',
        summary,
        summary.verdict === 'FAIL' && failedIds(summary).includes('host'),
      );
  } finally {
    hog.kill();
  }
}
printTable(['what is off', 'verdict', 'rows that are off', 'result'], rows);
console.log(`${rows.length - misses} of ${rows.length} right`);
process.exit(misses === 0 ? 0 : 1);
