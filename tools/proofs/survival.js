// What the tool survives: each row a fault that is made to happen, as often as it says, to real runs.
// Resumable: what was tried is kept in a file, and tries that are missing are made up for.
// Usage: node tools/proofs/survival.js [--times N] [--only TEXT] [--shard K/N] [--for SECONDS] [--state FILE] [--short] [--table]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printTable, withResults } from './bench.js';
import { randomFrom } from './interrupt-kit.js';
import { CLI_CASES } from './survival/cases-cli.js';
import { HOST_CASES } from './survival/cases-host.js';
import { TARGET_CASES } from './survival/cases-target.js';
import { missing } from './survival/needs.js';

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '8' },
    only: { type: 'string' },
    shard: { type: 'string', default: '0/1' },
    for: { type: 'string' },
    state: { type: 'string', default: 'results/proofs/survival.json' },
    short: { type: 'boolean', default: false },
    table: { type: 'boolean', default: false },
  },
});
const CASES = [...TARGET_CASES, ...HOST_CASES, ...CLI_CASES];
/** One try each of what is quick and needs nothing but this host. */
const SHORT = [
  'target killed',
  'target hangs',
  'results folder removed',
  'output to a full disk',
  'two at once, one folder',
];

const times = values.short ? 1 : Number(values.times);
const [shard, shards] = values.shard.split('/').map(Number);
const chosen = CASES.filter(({ id }, index) =>
  values.short
    ? SHORT.includes(id)
    : index % shards === shard && (values.only === undefined || id.includes(values.only)),
);
const state = !values.short && existsSync(values.state) ? JSON.parse(readFileSync(values.state, 'utf8')) : {};
const startedMs = performance.now();
const outOfTime = () => values.for !== undefined && performance.now() - startedMs > Number(values.for) * 1000;
let stopped = values.table;

// Round by round, so that a run that is cut short has tried everything equally often.
for (let number = 0; number < times && !stopped; number += 1) {
  for (const one of chosen) {
    const row = (state[one.id] ??= { tries: [] });
    if (row.tries.length > number) continue;
    if (outOfTime()) {
      stopped = true;
      break;
    }
    row.skipped = missing(one.needs ?? []);
    if (row.skipped !== null) continue;
    makeReady(one);
    const random = randomFrom(seedOf(one.id) + number);
    const tried = await withResults((dir) => one.attempt(dir, { random, number: row.tries.length })).catch(
      (error) => ({
        losses: 0,
        leftovers: 0,
        problem: `the proof itself failed: ${error.stack}`,
      }),
    );
    row.tries.push(tried);
    console.error(`${one.id} ${row.tries.length}/${times}: ${tried.problem ?? `ok - ${tried.saw}`}`);
    if (!values.short) keep();
  }
}

function keep() {
  mkdirSync(path.dirname(values.state), { recursive: true });
  writeFileSync(`${values.state}.partial`, JSON.stringify(state, null, 1));
  renameSync(`${values.state}.partial`, values.state);
}

function makeReady({ needs = [] }) {
  if (!needs.includes('docker')) return;
  execFileSync('sh', [path.resolve(import.meta.dirname, '../setup/test-images.sh')], { stdio: 'ignore' });
}

function seedOf(text) {
  return [...text].reduce((sum, char) => (Math.imul(sum, 31) + char.charCodeAt(0)) >>> 0, 7);
}

const sum = (tries, key) => tries.reduce((total, one) => total + (one[key] ?? 0), 0);
/** What was said most often. */
function mostly(tries) {
  const counts = new Map();
  for (const { saw } of tries) {
    const shape = (saw ?? '').replace(/\d[\d.]*/g, 'N');
    counts.set(shape, { saw, count: (counts.get(shape)?.count ?? 0) + 1 });
  }
  const [first] = [...counts.values()].sort((a, b) => b.count - a.count);
  // Names that were made up for one try say nothing.
  const said = (first?.saw ?? '').replace(/\/\S*\/medkit-(?:proof|engine)-\w+/g, '…');
  return said
    .replace(/\s*\n\s*/g, '; ')
    .replaceAll('|', '/')
    .slice(0, 170);
}

const ran = chosen.filter(({ id }) => (state[id]?.tries.length ?? 0) > 0);
printTable(
  ['case', 'how', 'tried', 'losses', 'leftovers', 'problems', 'what the user sees (mostly)', 'what is kept'],
  ran.map((one) => {
    const { tries } = state[one.id];
    const bad = tries.filter(({ problem }) => problem !== null && problem !== undefined).length;
    return [
      one.id,
      one.how,
      tries.length,
      sum(tries, 'losses'),
      sum(tries, 'leftovers'),
      bad,
      mostly(tries),
      one.kept,
    ];
  }),
);
const all = ran.flatMap(({ id }) => state[id].tries);
const bad = all.filter(({ problem }) => problem);
console.log(
  `\n${ran.length} cases, ${all.length} tries, ${sum(all, 'losses')} losses, ${sum(all, 'leftovers')} leftovers, ${bad.length} problems`,
);
for (const { id } of chosen) {
  if (state[id]?.skipped) console.log(`skipped: ${id}: ${state[id].skipped}`);
  for (const { problem } of state[id]?.tries ?? []) if (problem) console.log(`PROBLEM ${id}: ${problem}`);
}
process.exit(bad.length === 0 ? 0 : 1);
