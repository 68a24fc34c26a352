// How often does a comparison cry wolf, and what does it see?
// Usage: node tools/proofs/false-alarms.js [--comparisons 2000] [--runs FOLDER-OF-RUNS]
//
// Simulated runs of five repeats are compared with each other: the same program (A/A), and one whose memory or CPU is
// higher by a known share. The rule of a harness that compares medians with thresholds alone stands beside ours, on the
// same data. With --runs, every pair of the real runs in that folder is compared, too.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { baselineFromRun, compareRun, readRun } from '../../packages/baseline/dist/index.js';
import * as statistics from '../../packages/stats/dist/index.js';
import { printTable } from './bench.js';

const { values } = parseArgs({
  options: { comparisons: { type: 'string', default: '2000' }, runs: { type: 'string' } },
});
const COMPARISONS = Number(values.comparisons);
const REPEATS = 5;
const ALARMS = new Set(['regressed', 'warn']);

let state = 20_260_101;
function uniform() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state + 0.5) / 2 ** 32;
}
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
const sample = (centre, spread) => {
  const figures = Array.from({ length: REPEATS }, () => centre * Math.exp(spread * normal()));
  return { kind: 'sample', values: figures, median: statistics.median(figures) };
};

/** A run whose memory differs by `ussSpread` from start to start and whose CPU by `cpuSpread`. */
function simulatedRun(name, { uss = 1, cpu = 1, ussSpread = 0.01, cpuSpread = 0.05 } = {}) {
  const metrics = {
    'footprint.uss_kib': sample(50_000 * uss, ussSpread),
    'footprint.anonymous_kib': sample(45_000 * uss, ussSpread),
    'footprint.cpu_cores': sample(0.1 * cpu, cpuSpread),
    'footprint.num_threads': { kind: 'sample', values: Array(REPEATS).fill(24), median: 24 },
    'load[heavy].p95_ms': sample(20, 0.08),
    'load[heavy].uss_kib': sample(60_000 * uss, ussSpread),
    'load[heavy].cpu_cores': sample(0.4 * cpu, cpuSpread),
  };
  const lane = {
    tool_version: '0.1.0',
    method_version: 1,
    profile: 'simulated',
    quick: false,
    high_load: false,
    gateway_commit: null,
    run: name,
    started_at: null,
    finished_at: null,
    steady_count: '5/5',
    parameters: {},
    params_in_force: null,
    metrics,
    threads: {},
  };
  const host = {
    cpu_model: 'simulated',
    nproc: 2,
    mem_total_kib: 25_165_824,
    kernel: null,
    governor: null,
    virtualisation: null,
  };
  return { name, path: name, host, lanes: { footprint: lane }, notes: [] };
}

function compare(before, after, allow = []) {
  const baseline = baselineFromRun(before, new Date(0));
  const loaded = { path: before.path, format: 'medkit-bench', baseline };
  return compareRun(loaded, after, { statistics, allow });
}

/** Thresholds on medians alone, as a harness without statistics does it. */
const thresholdRule = (comparison) =>
  comparison.rows.some((row) => row.gated && row.warn_percent > 0 && row.change_percent >= row.warn_percent);
const alarmed = (comparison) => comparison.rows.some((row) => row.gated && ALARMS.has(row.verdict));
const percent = (share) => `${(share * 100).toFixed(1)} %`;

function rates(change, spreads) {
  let [ours, theirs, rowsHit, rowsSeen, detectable] = [0, 0, 0, 0, 0];
  for (let i = 0; i < COMPARISONS; i += 1) {
    const comparison = compare(
      simulatedRun('before', spreads),
      simulatedRun('after', { ...spreads, ...change }),
    );
    if (!comparison.comparable) throw new Error(JSON.stringify(comparison.refusals));
    ours += alarmed(comparison);
    theirs += thresholdRule(comparison);
    const key = change.cpu ? 'footprint.cpu_cores' : 'footprint.uss_kib';
    const row = comparison.rows.find((one) => one.metric === key);
    rowsSeen += 1;
    rowsHit += row.ratio_lo > 1;
    detectable += row.detectable_percent;
  }
  return {
    ours: ours / COMPARISONS,
    theirs: theirs / COMPARISONS,
    evidence: rowsHit / rowsSeen,
    detectable: detectable / COMPARISONS,
  };
}

const SPREADS = [
  ['quiet host: memory 1 %, CPU 5 %', { ussSpread: 0.01, cpuSpread: 0.05 }],
  ['noisy host: memory 4 %, CPU 20 %', { ussSpread: 0.04, cpuSpread: 0.2 }],
];
const CHANGES = [
  ['none (A/A)', {}],
  ...[3, 5, 10, 20].map((p) => [`memory +${p} %`, { uss: 1 + p / 100 }]),
  ...[3, 5, 10, 20].map((p) => [`CPU +${p} %`, { cpu: 1 + p / 100 }]),
];
const rows = [];
let worst = 0;
for (const [host, spreads] of SPREADS) {
  for (const [what, change] of CHANGES) {
    const found = rates(change, spreads);
    if (what.startsWith('none')) worst = Math.max(worst, found.ours);
    rows.push([
      host,
      what,
      percent(found.ours),
      percent(found.theirs),
      percent(found.evidence),
      `${found.detectable.toFixed(1)} %`,
    ]);
  }
}
printTable(
  ['host', 'change', 'alarms', 'threshold rule', 'interval excludes no change', 'printed detectable change'],
  rows,
);
console.log(`\nworst A/A rate: ${percent(worst)} of ${COMPARISONS} comparisons of seven gated metrics`);

if (values.runs !== undefined) {
  const runs = [];
  for (const name of readdirSync(values.runs).sort()) runs.push(await readRun(path.join(values.runs, name)));
  let [pairs, alarms, theirs] = [0, 0, 0];
  for (let i = 0; i < runs.length; i += 1) {
    for (let j = i + 1; j < runs.length; j += 1) {
      const comparison = compare(runs[i], runs[j], ['load']);
      if (!comparison.comparable) throw new Error(JSON.stringify(comparison.refusals));
      pairs += 1;
      alarms += alarmed(comparison);
      theirs += thresholdRule(comparison);
    }
  }
  console.log(`real runs: ${runs.length}, pairs ${pairs}, alarms ${alarms}, threshold rule ${theirs}`);
}
process.exit(worst <= 0.05 ? 0 : 1);
