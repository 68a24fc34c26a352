// Do heap, memcheck and attribute find losses that are known to the byte?
// Usage: node tools/proofs/known-leaks.js [folder]    the folder keeps what was done; call again to go on
// Needs gcc, heaptrack, valgrind and a build (npm run build). About seven minutes.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { leakTest } from '@medkit-bench/stats';
import { printTable, startBench } from './bench.js';

const root = path.resolve(import.meta.dirname, '../..');
const profile = path.join(root, 'packages/cli/test/profiles/leaky.yaml');
const folder = path.resolve(process.argv[2] ?? 'results/known-leaks');
const program = path.join(folder, 'leaky-server');
const doneFile = path.join(folder, 'done.json');

mkdirSync(folder, { recursive: true });
const source = path.join(root, 'packages/leak-tools/test/programs/leaky-server.c');
execFileSync('gcc', ['-g', '-O1', source, '-o', program]);
const done = existsSync(doneFile) ? JSON.parse(readFileSync(doneFile, 'utf8')) : {};
let misses = 0;

/** Runs a lane once; what was run before is read from its folder. */
async function lane(name, run, vars, flags) {
  const summary = path.join(folder, run, name, 'summary.json');
  if (done[run] === undefined) {
    const set = Object.entries({ program, ...vars }).flatMap(([key, value]) => ['--var', `${key}=${value}`]);
    const resume = existsSync(path.join(folder, run)) ? ['--resume'] : [];
    const where = ['--results-dir', folder, '--run-dir', run, '--quiet'];
    const { code, stderr } = await startBench([
      name,
      '--profile',
      profile,
      '--quick',
      ...set,
      ...where,
      ...resume,
      ...flags,
    ]).done;
    if (code !== 0 && code !== 1) throw new Error(`${run} ended with ${code}: ${stderr}`);
    done[run] = code;
    writeFileSync(doneFile, `${JSON.stringify(done, null, 2)}\n`);
  }
  return { code: done[run], ...JSON.parse(readFileSync(summary, 'utf8')) };
}

function verdict(right) {
  if (!right) misses += 1;
  return right ? 'yes' : 'NO';
}

// 1. Counted to the byte.
const counted = [];
for (const [bytes, blocks] of [
  [48, 4],
  [123_456, 77],
  [10_000_000, 2500],
]) {
  const vars = { leak_bytes: bytes, leak_blocks: blocks };
  const lost = await lane('memcheck', `memcheck-${bytes}`, vars, ['--settle', '2']);
  const traced = await lane('attribute', `heaptrack-${bytes}`, vars, ['--duration', '1']);
  const { profiled } = traced.cells[0];
  const error = Math.abs(profiled.total_leaked - bytes) / bytes;
  counted.push([
    `${bytes} in ${blocks}`,
    `${lost.definitely_lost} in ${lost.definitely_lost_blocks}`,
    verdict(lost.definitely_lost === bytes && lost.definitely_lost_blocks === blocks),
    `${profiled.total_leaked} in ${profiled.total_leaked_blocks}`,
    verdict(error <= 0.01),
    profiled.sites.leaked[0]?.function ?? 'none',
    verdict(profiled.sites.leaked[0]?.function === 'leak_block'),
  ]);
}
printTable(['lost', 'valgrind', 'equal', 'heaptrack', 'within 1 %', 'first site', 'right'], counted);

// 2. Live: what leaks is suspected; a cache that fills, before or within the window, is not.
const MIB = 1024 * 1024;
const LIVE = {
  leak: [{ rate_bytes: 65_536, rate_blocks: 64 }, ['SUSPECTED']],
  'cache full at once': [{ cache_bytes_per_s: MIB, cache_cap: 20 * MIB }, ['NO LEAK', 'INDETERMINATE']],
  // Warm-up takes 30 s of it; full some 20 s into the window of 60 s.
  'cache still filling': [
    { cache_bytes_per_s: MIB / 4, cache_cap: 12.5 * MIB },
    ['NO LEAK', 'INDETERMINATE'],
  ],
};
const live = [];
// One of each kind at once: what is judged is memory, which they do not share.
for (const repeat of [1, 2, 3]) {
  await Promise.all(
    Object.entries(LIVE).map(async ([kind, [vars, right]]) => {
      const run = `${kind.replaceAll(' ', '-')}-${repeat}`;
      const found = await lane('heap', run, vars, ['--duration', '60', '--heaptrack-duration', '8']);
      const { slope_b_s: slope, lo95, hi95 } = found.phase_a;
      const [plain, under] = found.rows;
      live.push([
        kind,
        repeat,
        found.verdict,
        verdict(right.includes(found.verdict)),
        `${slope?.toFixed(0)} [${lo95?.toFixed(0)}, ${hi95?.toFixed(0)}]`,
        found.sites.leaked[0]?.function ?? 'none',
        `${plain.uss_kib} / ${under.uss_kib}`,
      ]);
    }),
  );
}
live.sort(([a, i], [b, j]) => a.localeCompare(b) || i - j);
console.log();
printTable(
  ['live', 'run', 'verdict', 'right', 'B/s [95 %]', 'first site', 'USS KiB without / under heaptrack'],
  live,
);

// 3. Ten series each at the lane's own length: 1800 s, a reading every 2 s, pages of 4 KiB, seeded noise.
function noise(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
}
const PAGE = 4096;
const words = { leak: [], cache: [] };
for (let i = 1; i <= 10; i += 1) {
  const random = noise(i);
  const ts = Array.from({ length: 900 }, (_, k) => 2 * k);
  const pages = (bytes) => Math.round((bytes + 40 * PAGE * random()) / PAGE) * PAGE;
  const leaking = ts.map((t) => pages(50 * MIB + 4000 * t));
  const filling = ts.map((t) => pages(50 * MIB + 20 * MIB * (1 - Math.exp(-t / (30 * i)))));
  words.leak.push(leakTest(ts, leaking).verdict);
  words.cache.push(leakTest(ts, filling).verdict);
}
const tally = (list, word) => list.filter((one) => one === word).length;
console.log();
printTable(
  ['ten series', 'leak', 'no-leak', 'indeterminate', 'right'],
  [
    ['4000 B/s', words.leak, words.leak.every((word) => word === 'leak')],
    ['fill-up, time constant 30 to 300 s', words.cache, !words.cache.includes('leak')],
  ].map(([name, list, right]) => [
    name,
    ...['leak', 'no-leak', 'indeterminate'].map((word) => tally(list, word)),
    verdict(right),
  ]),
);
process.exit(misses === 0 ? 0 : 1);
