// Every lane through the ros2_medkit profiles, in containers and without, on stand-ins of the real shape.
// Usage: node tools/proofs/ros2-medkit.js [lane ...]   (default: all of them)
// The results stay in results/proof-ros2-medkit; a run that was stopped goes on where it stopped.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { printTable, startBench } from './bench.js';
import { makeBaseImage, standInArguments, withPrefix } from './ros-stand-in.js';

const FORMS = ['ros2-medkit-local', 'ros2-medkit', 'ros2-medkit-compose'];
const LANES = {
  footprint: ['--duration', '5', '--repeats', '2', '--entities', '20'],
  scaling: ['--duration', '3', '--repeats', '1', '--entities', '10,40,80', '--refresh-ms', '200,1000'],
  sweep: [
    '--duration',
    '3',
    '--repeats',
    '2',
    '--entities',
    '20',
    '--only',
    'refresh-200,pool-2,one-sse-client',
  ],
  load: ['--duration', '4', '--repeats', '1', '--connections', 'both'],
  fault: ['--faults', '1,4', '--pre-s', '3', '--window-s', '6', '--repeats', '1'],
  churn: ['--duration', '20', '--entities', '30'],
  heap: [
    ...['--duration', '20', '--interval', '0.25', '--heaptrack-duration', '5', '--entities', '20'],
    ...['--set', 'reference.leak_bytes_per_s=4096'],
  ],
  memcheck: ['--settle', '3', '--entities', '10', '--set', 'reference.leak_bytes_per_s=4096'],
  attribute: ['--from', '10', '--to', '60', '--duration', '2'],
};
/** On a native stand-in: Node's memory would hide what is known of it. */
const NATIVE = ['heap', 'memcheck', 'attribute'];
/** A profiler has to start the target, and here the compose file does. */
const REFUSED = { 'ros2-medkit-compose': ['memcheck', 'attribute'] };
const RESULTS = path.resolve(import.meta.dirname, '../../results/proof-ros2-medkit');
/** A gate that fires and a verdict that is open are results too. */
const MEASURED = [0, 1];

const asked = process.argv.slice(2);
const known = spawnSync(process.execPath, ['packages/cli/bin/medkit-bench.js', '--help'], {
  encoding: 'utf8',
  cwd: path.resolve(import.meta.dirname, '../..'),
}).stdout;
const lanes = Object.keys(LANES).filter(
  (lane) => (asked.length === 0 || asked.includes(lane)) && new RegExp(`^\\s+${lane}\\b`, 'm').test(known),
);

/** The first call site that a profiler names. */
function siteOf({ sites, records, growth }) {
  return (growth?.sites ?? records ?? sites?.leaked)?.[0]?.function ?? 'none';
}

function factsOf(summary) {
  const target = summary.metadata?.target ?? {};
  const main = target.processes?.main ?? {};
  return [
    target.commit?.slice(0, 8) ?? 'none',
    (target.place?.image_digest ?? target.place?.image_id ?? '').slice(0, 19) || 'none',
    main.allocator ?? 'unknown',
    main.threads?.count ?? 'unknown',
    target.facts?.ros_distro ?? 'unknown',
  ];
}

const rows = [];
let problems = 0;
makeBaseImage();
await withPrefix(async (prefix, nativePrefix) => {
  for (const [f, form] of FORMS.entries()) {
    for (const lane of lanes) {
      const startedMs = performance.now();
      const file = path.join(RESULTS, form, lane, 'summary.json');
      const resume = existsSync(path.join(RESULTS, form, lane)) ? ['--resume'] : [];
      const native = NATIVE.includes(lane);
      const refused = REFUSED[form]?.includes(lane) ?? false;
      const { code, stderr } = await startBench([
        lane,
        ...standInArguments(form, { prefix: native ? nativePrefix : prefix, domain: 80 + f, native }),
        ...['--quick', '--quiet', '--results-dir', RESULTS, '--run-dir', form],
        ...LANES[lane],
        ...resume,
      ]).done;
      const summary = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
      const good = refused ? code === 2 : MEASURED.includes(code) && summary.status === 'ok';
      if (!good) problems += 1;
      const tookS = ((performance.now() - startedMs) / 1000).toFixed(0);
      const said = !good
        ? `PROBLEM ${code}: ${stderr.slice(-300)}`
        : refused
          ? 'refused, with the reason'
          : summary.verdict;
      const site = native ? siteOf(summary) : '';
      rows.push([form, lane, summary.status ?? 'none', said, site, tookS, ...factsOf(summary)]);
      console.error(rows.at(-1).join(' | '));
    }
  }
});
printTable(
  [
    'profile',
    'lane',
    'status',
    'verdict',
    'first site',
    'took s',
    'commit',
    'image',
    'allocator',
    'threads',
    'distro',
  ],
  rows,
);
console.log(`${rows.length - problems} of ${rows.length} lanes measured`);
process.exit(problems === 0 ? 0 : 1);
