// What does comparing in pairs buy on a host that is not quiet?
// Usage: node tools/proofs/paired-alarms.js [comparisons=2000] [hosts=quiet,noisy,drifting,drifting hard]
//
// Ten simulated instances, five of each build. `ab` takes them in turn (A B B A ...) and judges the ratios within pairs;
// `compare` takes five of one and then five of the other. The host's level wanders from instance to instance, as clocks,
// caches and neighbours make it, and hits whatever runs. Both judge four gated metrics with the same thresholds.
import { baselineFromRun, compareBuilds, compareRun } from '../../packages/baseline/dist/index.js';
import * as statistics from '../../packages/stats/dist/index.js';
import { printTable } from './bench.js';

const COMPARISONS = Number(process.argv[2] ?? 2000);
const PAIRS = 5;
const ALARMS = new Set(['regressed', 'warn']);

let state = 20_260_101;
function uniform() {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return (state + 0.5) / 2 ** 32;
}
const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** A host whose memory and CPU levels wander by these shares a step; gives instances one after the other. */
function host({ memory, cpu, memoryDrift, cpuDrift }) {
  let [memoryLevel, cpuLevel] = [0, 0];
  return (change) => {
    memoryLevel += memoryDrift * normal();
    cpuLevel += cpuDrift * normal();
    const uss = 50_000 * (change.memory ?? 1) * Math.exp(memoryLevel + memory * normal());
    return {
      status: 'ok',
      steady: true,
      uss_kib: uss,
      anonymous_kib: 0.9 * uss,
      cpu_cores: 0.1 * (change.cpu ?? 1) * Math.exp(cpuLevel + cpu * normal()),
      num_threads: 12,
    };
  };
}

function inPairs(kind, change) {
  const next = host(kind);
  return Array.from({ length: PAIRS }, (_, i) => {
    if (i % 2 === 0) {
      const a = next({});
      return { a, b: next(change) };
    }
    const b = next(change);
    return { a: next({}), b };
  });
}

function runOf(cells) {
  const metrics = Object.fromEntries(
    ['uss_kib', 'anonymous_kib', 'cpu_cores', 'num_threads'].map((name) => {
      const values = cells.map((cell) => cell[name]);
      return [`footprint.${name}`, { kind: 'sample', values, median: statistics.median(values) }];
    }),
  );
  const nothing = [
    'tool_version',
    'method_version',
    'profile',
    'quick',
    'gateway_commit',
    'run',
    'started_at',
  ];
  const more = ['finished_at', 'steady_count', 'parameters', 'params_in_force'];
  const lane = { ...Object.fromEntries([...nothing, ...more].map((key) => [key, null])), high_load: false };
  const about = { cpu_model: 'x', nproc: 2, mem_total_kib: null, kernel: null, governor: null };
  return {
    name: 'run',
    path: 'run',
    host: { ...about, virtualisation: null },
    lanes: { footprint: { ...lane, metrics, threads: {} } },
    notes: [],
  };
}

function oneAfterTheOther(kind, change) {
  const next = host(kind);
  const before = runOf(Array.from({ length: PAIRS }, () => next({})));
  const after = runOf(Array.from({ length: PAIRS }, () => next(change)));
  const loaded = { path: 'b', format: 'medkit-bench', baseline: baselineFromRun(before, new Date(0)) };
  return compareRun(loaded, after, { statistics });
}

const alarmed = ({ rows }) => rows.some((row) => row.gated && ALARMS.has(row.verdict));

const HOSTS = [
  ['quiet', { memory: 0.01, cpu: 0.05, memoryDrift: 0, cpuDrift: 0 }],
  ['noisy', { memory: 0.04, cpu: 0.2, memoryDrift: 0, cpuDrift: 0 }],
  ['drifting', { memory: 0.01, cpu: 0.05, memoryDrift: 0.02, cpuDrift: 0.1 }],
  ['drifting hard', { memory: 0.01, cpu: 0.05, memoryDrift: 0.05, cpuDrift: 0.3 }],
];
const CHANGES = [
  ['none (A/A)', {}],
  ...[3, 5, 10, 20].map((percent) => [`memory +${percent} %`, { memory: 1 + percent / 100 }]),
  ...[3, 5, 10, 20].map((percent) => [`CPU +${percent} %`, { cpu: 1 + percent / 100 }]),
];
const wanted = process.argv[3]?.split(',') ?? HOSTS.map(([name]) => name);

const rows = [];
let worst = 0;
for (const [name, kind] of HOSTS.filter(([name]) => wanted.includes(name))) {
  // Each host begins with the same numbers, so that it may be run alone.
  state = 20_260_101;
  for (const [what, change] of CHANGES) {
    let [paired, after, detectable] = [0, 0, 0];
    for (let i = 0; i < COMPARISONS; i += 1) {
      const built = compareBuilds(inPairs(kind, change), { statistics });
      paired += alarmed(built);
      after += alarmed(oneAfterTheOther(kind, change));
      const metric = change.cpu ? 'footprint.cpu_cores' : 'footprint.uss_kib';
      detectable += built.rows.find((row) => row.metric === metric).detectable_percent;
    }
    if (what.startsWith('none')) worst = Math.max(worst, paired / COMPARISONS);
    const percent = (count) => `${((100 * count) / COMPARISONS).toFixed(1)} %`;
    rows.push([name, what, percent(paired), percent(after), `${(detectable / COMPARISONS).toFixed(1)} %`]);
  }
}
printTable(['host', 'change', 'alarms of ab', 'alarms of compare', 'printed detectable change (ab)'], rows);
console.log(`\nworst A/A rate of ab: ${(100 * worst).toFixed(1)} % of ${COMPARISONS} comparisons`);
process.exit(worst <= 0.05 ? 0 : 1);
