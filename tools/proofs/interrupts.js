// Interrupts runs at random moments: nothing may be left running, finished cells stay byte for byte,
// and --resume finishes the run.
// Usage: node tools/proofs/interrupts.js [times] [seed]
import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { printTable, startBench, withResults } from './bench.js';
import { expectedCodes, finishedCells, labelled, labelOf, randomFrom, SIGNALS } from './interrupt-kit.js';

const times = Number(process.argv[2] ?? 20);
const random = randomFrom(Number(process.argv[3] ?? 1));
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
    const label = labelOf(path.join(dir, `run${i}`));
    const left = label === null ? [] : labelled(label);
    const cells = path.join(dir, `run${i}`, 'scaling', 'cells');
    const before = finishedCells(cells);
    const resumed = await startBench(existsSync(path.join(dir, `run${i}`)) ? [...args, '--resume'] : args)
      .done;
    const after = finishedCells(cells);
    const changed = [...before].filter(([id, hash]) => after.get(id) !== hash).length;
    const good =
      left.length === 0 &&
      changed === 0 &&
      resumed.code === 0 &&
      after.size === 3 &&
      expectedCodes(signal).includes(code);
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
