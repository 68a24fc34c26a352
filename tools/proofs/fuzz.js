// Damaged and hostile text for every parser of text that others write. Only a typed error, or a value without NaN,
// is an answer; a plain exception, a hang, a polluted prototype and growing memory are findings.
// Guided by outcomes: an input that makes a parser answer in a new way is kept and damaged further.
// Resumable: executions and findings are kept in a file; each chunk uses a new seed, which is printed.
// Usage: node tools/proofs/fuzz.js [--for SECONDS] [--executions N] [--only TEXT] [--seed N] [--state FILE] [--table] [--short]
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { parseArgs } from 'node:util';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { printTable } from './bench.js';
import { Campaign } from './fuzz/campaign.js';
import { loadParsers } from './fuzz/sources.js';
import { fuzzTargets } from './fuzz/targets.js';

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: '50' },
    executions: { type: 'string', default: '5000000' },
    only: { type: 'string' },
    seed: { type: 'string' },
    state: { type: 'string', default: 'results/proofs/fuzz.json' },
    table: { type: 'boolean', default: false },
    short: { type: 'boolean', default: false },
  },
});
setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');

/** Says which parser hangs on which input, then ends everything: a hung parser cannot be interrupted from within. */
const WATCHDOG = `
const { workerData } = require('node:worker_threads');
const seen = new Int32Array(workerData.shared);
let last = -1;
setInterval(() => {
  if (seen[1] === 1) return;
  if (seen[0] === last) {
    require('node:fs').writeSync(2, 'HANG: no answer for 20 s; the input is in ' + workerData.file + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }
  last = seen[0];
}, 20000);
`;

const state =
  !values.short && existsSync(values.state)
    ? JSON.parse(readFileSync(values.state, 'utf8'))
    : { chunks: 0, rows: {}, memory: [] };
const seed = Number(values.seed ?? state.chunks + 1);
const seconds = values.short ? 12 : Number(values.for);
if (!values.table) await chunk();
table();

async function chunk() {
  console.error(`seed ${seed}`);
  const parsers = await loadParsers();
  const { targets, dir, close } = await fuzzTargets(parsers);
  const shared = new SharedArrayBuffer(8);
  const tick = new Int32Array(shared);
  const inputFile = path.join(dir, 'hanging-input');
  const dog = new Worker(WATCHDOG, { eval: true, workerData: { shared, file: inputFile } });
  dog.unref();
  const chosen = targets.filter(({ name }) => values.only === undefined || name.includes(values.only));
  const campaigns = chosen.map((target) => new Campaign(target, seed, state.rows[target.name]));
  const startMs = performance.now();
  const leftMs = () => seconds * 1000 - (performance.now() - startMs);
  // In turns of a quarter of a second, whoever has had least time first.
  while (leftMs() > 0) {
    for (const campaign of campaigns.toSorted((a, b) => a.row.spentMs - b.row.spentMs)) {
      if (leftMs() <= 0) break;
      await campaign.run(Math.min(values.short ? 80 : 250, leftMs()), (text) => {
        tick[0] += 1;
        campaign.last = text;
      });
    }
    gc();
    state.memory.push(Math.round(process.memoryUsage().heapUsed / 1024));
  }
  tick[1] = 1;
  await dog.terminate();
  for (const campaign of campaigns) state.rows[campaign.target.name] = campaign.row;
  state.chunks += 1;
  close();
  if (!values.short) {
    mkdirSync(path.dirname(values.state), { recursive: true });
    writeFileSync(`${values.state}.partial`, JSON.stringify(state));
    renameSync(`${values.state}.partial`, values.state);
  }
}

function table() {
  const rows = Object.entries(state.rows);
  printTable(
    ['parser', 'executions', 'typed errors', 'accepted', 'kinds of answer', 'slowest ms', 'findings'],
    rows.map(([name, row]) => [
      name,
      row.executions,
      row.errors,
      row.executions - row.errors - row.bad,
      row.kinds,
      row.slowestMs.toFixed(1),
      Object.keys(row.findings).length,
    ]),
  );
  const total = rows.reduce((sum, [, row]) => sum + row.executions, 0);
  const findings = rows.flatMap(([name, row]) =>
    Object.entries(row.findings).map(([what, one]) => ({ name, what, ...one })),
  );
  console.log(
    `\n${rows.length} parsers, ${total} executions in ${state.chunks} chunks (seeds 1 to ${state.chunks}), ${findings.length} findings`,
  );
  const kib = state.memory;
  if (kib.length > 1)
    console.log(
      `heap after collection: ${Math.min(...kib)} to ${Math.max(...kib)} KiB, first ${kib[0]}, last ${kib.at(-1)}`,
    );
  for (const { name, what, count, input } of findings)
    console.log(`FINDING ${name}: ${what} (${count} times): ${JSON.stringify(input).slice(0, 400)}`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
