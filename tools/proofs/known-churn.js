// Does the churn lane tell a leak per change of the graph from a cache, and both from nothing?
// Usage: node tools/proofs/known-churn.js [folder] [--series 20] [--runs 3] [--duration 120]
//
// Simulated: memory known by construction goes through the lane's own plan, trend and summary at its own length (three
// windows still, three under churn). Live: the reference gateway loses twice the floor, nothing, or what its
// cache holds, in one window still and one under churn, of two minutes or as long as told. The folder keeps live
// runs that are done; call again to go on.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { printTable, startBench } from './bench.js';
import { importSource } from './lane-code.js';

const { values, positionals } = parseArgs({
  options: {
    series: { type: 'string', default: '20' },
    runs: { type: 'string', default: '3' },
    duration: { type: 'string', default: '120' },
  },
  allowPositionals: true,
});
const folder = path.resolve(positionals[0] ?? 'results/known-churn');
const { CHURN_TRUTHS, RIGHT, simulatedVerdict } = await importSource('packages/cli/test/simulated-churn.ts');
const WORDS = ['LEAK', 'PASS', 'INDETERMINATE'];
const WHAT = {
  leak: '4000 B/s, twice the floor',
  none: 'no growth',
  cache: 'a cache of 20 MiB that fills with a time constant of 20 to 75 s',
  capped: 'a cache of 2000 names, full after 400 s, named in the profile; windows of 1200 s',
  short: '4000 B/s, windows of 60 s',
};
let misses = 0;

function counted(verdicts, right) {
  const hits = verdicts.filter((word) => word === right).length;
  misses += verdicts.length - hits;
  return [
    ...WORDS.map((word) => verdicts.filter((one) => one === word).length),
    `${hits}/${verdicts.length}`,
  ];
}

const simulated = [];
for (const truth of CHURN_TRUTHS) {
  for (const noiseKib of [16, 128]) {
    const seeds = Array.from({ length: Number(values.series) }, (_, i) => i + 1);
    const verdicts = seeds.map((seed) => simulatedVerdict(truth, seed, noiseKib));
    simulated.push([WHAT[truth], `${noiseKib} KiB`, RIGHT[truth], ...counted(verdicts, RIGHT[truth])]);
  }
}
printTable(['simulated', 'noise of a reading', 'must be', ...WORDS, 'right'], simulated);

// Ten of fifty nodes leave and ten come every two seconds: ten changes a second to the gateway, five of a node to the lane.
const LONG = ['--quick', '--duration', values.duration];
const LIVE = {
  leak: [{ leak_bytes_per_change: 400 }, LONG, 'LEAK'],
  none: [{ leak_bytes_per_change: 0 }, LONG, 'PASS'],
  // 160 KiB a second: full after 16 s, before the part that is judged.
  cache: [{ leak_bytes_per_change: 16_384, leak_cap_bytes: 2_621_440 }, LONG, 'PASS'],
  short: [{ leak_bytes_per_change: 400 }, ['--quick', '--duration', '12'], 'INDETERMINATE'],
};

async function liveRun(kind, repeat) {
  const run = `${kind}-${repeat}`;
  const file = path.join(folder, run, 'churn', 'summary.json');
  if (!existsSync(file)) {
    const [truths, length] = LIVE[kind];
    // Ballast for entities would be given back and taken again with every change, and not leave memory where it was.
    const set = Object.entries({ bytes_per_entity: 0, ...truths }).flatMap(([key, value]) => [
      '--set',
      `reference.${key}=${value}`,
    ]);
    const where = ['--results-dir', folder, '--run-dir', run, '--quiet'];
    const resume = existsSync(path.join(folder, run)) ? ['--resume'] : [];
    const { code, stderr } = await startBench(['churn', ...length, ...set, ...where, ...resume]).done;
    if (code > 1) throw new Error(`${run} ended with ${code}: ${stderr}`);
  }
  return JSON.parse(readFileSync(file, 'utf8'));
}

async function liveRow(kind, repeat) {
  const { verdict, churn, static: still } = await liveRun(kind, repeat);
  const right = LIVE[kind][2];
  if (verdict !== right) misses += 1;
  const each = [churn.bytes_per_change, churn.bytes_per_change_lo95, churn.bytes_per_change_hi95];
  const [bytes, lo, hi] = each.map((value) => value?.toFixed(0) ?? 'open');
  return [
    kind,
    repeat,
    right,
    verdict,
    verdict === right ? 'yes' : 'NO',
    still.slope_b_s?.toFixed(0) ?? 'unknown',
    churn.slope_b_s?.toFixed(0) ?? 'unknown',
    `${bytes} [${lo}, ${hi}]`,
  ];
}

mkdirSync(folder, { recursive: true });
const live = [];
const repeats = Array.from({ length: Number(values.runs) }, (_, i) => i + 1);
// All at once: what is judged is memory, which they do not share.
await Promise.all(
  Object.keys(LIVE).flatMap((kind) => repeats.map(async (repeat) => live.push(await liveRow(kind, repeat)))),
);
live.sort(([a, i], [b, j]) => a.localeCompare(b) || i - j);
console.log();
printTable(
  ['live', 'run', 'must be', 'verdict', 'right', 'still, B/s', 'churn, B/s', 'bytes a change [95 %]'],
  live,
);
console.log(`\n${misses} wrong`);
process.exit(misses === 0 ? 0 : 1);
