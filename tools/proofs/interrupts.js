// Interrupts runs at random moments: nothing may be left running, finished cells stay byte for byte,
// and --resume finishes the run.
// Usage: node tools/proofs/interrupts.js [times] [seed]
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { printTable, startBench, withResults } from './bench.js';

const times = Number(process.argv[2] ?? 20);
let state = Number(process.argv[3] ?? 1);
const random = () => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
};
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'];
const LANE = [
  'scaling',
  '--quick',
  '--entities',
  '10,40,80',
  '--repeats',
  '1',
  '--duration',
  '1.5',
  '--quiet',
];
const SPAN_S = 16;

/** Pids whose environment carries the label of a run. */
function labelled(label) {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(label);
      } catch {
        return false;
      }
    });
}

function finishedCells(cells) {
  const hashes = new Map();
  if (!existsSync(cells)) return hashes;
  for (const id of readdirSync(cells)) {
    const files = ['cell.json', 'samples.ndjson'].map((name) => path.join(cells, id, name));
    if (!files.every(existsSync)) continue;
    hashes.set(
      id,
      createHash('sha256').update(readFileSync(files[0])).update(readFileSync(files[1])).digest('hex'),
    );
  }
  return hashes;
}

const rows = [];
let problems = 0;
await withResults(async (dir) => {
  for (let i = 0; i < times; i += 1) {
    const signal = SIGNALS[i % SIGNALS.length];
    const afterS = random() * SPAN_S;
    const args = [...LANE, '--results-dir', dir, '--run-dir', `run${i}`];
    const run = startBench(args);
    await delay(afterS * 1000);
    run.child.kill(signal);
    const { code, stderr } = await run.done;
    await delay(signal === 'SIGKILL' ? 3000 : 200);
    const runFile = path.join(dir, `run${i}`, 'run.json');
    const label = existsSync(runFile) ? JSON.parse(readFileSync(runFile, 'utf8')).label : null;
    const left = label === null ? [] : labelled(label);
    const cells = path.join(dir, `run${i}`, 'scaling', 'cells');
    const before = finishedCells(cells);
    const resumed = await startBench(existsSync(path.join(dir, `run${i}`)) ? [...args, '--resume'] : args)
      .done;
    const after = finishedCells(cells);
    const changed = [...before].filter(([id, hash]) => after.get(id) !== hash).length;
    const expected = signal === 'SIGKILL' ? [null] : [0, 130];
    const good =
      left.length === 0 && changed === 0 && resumed.code === 0 && after.size === 3 && expected.includes(code);
    if (!good) problems += 1;
    rows.push([
      i + 1,
      signal,
      afterS.toFixed(1),
      code ?? 'killed',
      before.size,
      changed,
      left.length,
      resumed.code,
      good ? 'ok' : `PROBLEM ${stderr.slice(-200)} ${resumed.stderr.slice(-300)}`,
    ]);
  }
});
printTable(
  ['try', 'signal', 'after s', 'exit', 'cells kept', 'changed', 'processes left', 'resume exit', 'result'],
  rows,
);
console.log(`${times - problems} of ${times} without loss or leftover`);
process.exit(problems === 0 ? 0 : 1);
