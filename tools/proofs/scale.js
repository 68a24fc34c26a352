// Scale: ten thousand cells planned, run, interrupted half way and resumed by the real engine on a target that costs
// nothing; and a day at ten samples a second through the real sample writers on a clock of our own.
// Usage: node tools/proofs/scale.js [--cells 10000] [--hours 24] [--part cells,stream,cell] [--short]
import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { printTable, withResults } from './bench.js';
import { loadSources } from './load-sources.js';
import { instantPlace, FakeClock, sampleReading } from './scale/instant.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '10000' },
    hours: { type: 'string', default: '24' },
    part: { type: 'string', default: 'cells,stream,cell' },
    short: { type: 'boolean', default: false },
  },
});
const cellCount = values.short ? 120 : Number(values.cells);
const hours = values.short ? 0.25 : Number(values.hours);
const HZ = 10;

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc');
const heapMib = () => {
  gc();
  return process.memoryUsage().heapUsed / 2 ** 20;
};
const mib = (bytes) => (bytes / 2 ** 20).toFixed(1);

const source = await loadSources({
  'cli/src/profile/load-profile.ts': ['parseProfile'],
  'cli/src/lanes/settings.ts': ['laneDefaults'],
  'cli/src/lanes/index.ts': ['LANES'],
  'cli/src/engine/run-lane.ts': ['planLane', 'describePlan'],
  'cli/src/engine/run-cells.ts': ['runCells'],
  'cli/src/engine/progress.ts': ['Progress'],
  'cli/src/engine/summary-findings.ts': ['summaryFindings'],
  'cli/src/engine/store.ts': ['writeJson'],
  'cli/src/engine/cell-samples.ts': ['CellSamples'],
  'cli/src/engine/cell-store.ts': ['readSamples'],
  'cli/src/lanes/cell-numbers.ts': ['subjectNumbers'],
  'cli/src/verify/run-files.ts': ['RunFiles'],
  'cli/src/engine/live-feed.ts': ['LiveFeed'],
  'cli/src/report/serve/live-tail.ts': ['LiveTail'],
  'cli/src/report/write-reports.ts': ['writeLaneReports', 'writeRunReports', 'readSummaries'],
  'proc-sampler/src/run-window.ts': ['runWindow'],
  'proc-sampler/src/command/sample-output.ts': ['fileSink', 'sampleOutput'],
});

const problems = [];
const check = (good, what) => good || problems.push(what);
const rows = [];
const row = (...cells) => rows.push(cells);

const parts = values.part.split(',');
if (parts.includes('cells')) await withResults(tenThousandCells);
for (const kind of ['stream', 'cell']) if (parts.includes(kind)) await withResults((dir) => aDay(dir, kind));

printTable(['what', 'figure'], rows);
console.log(problems.length === 0 ? '\nall of it holds' : `\nPROBLEM ${problems.join('\nPROBLEM ')}`);
process.exit(problems.length === 0 ? 0 : 1);

async function tenThousandCells(dir) {
  const laneDir = path.join(dir, 'run/footprint');
  mkdirSync(laneDir, { recursive: true });
  const profile = source.parseProfile('name: instant\nstart: {kind: local, command: [none]}\n', 'instant');
  const settings = { ...source.laneDefaults('footprint', true), repeats: cellCount };
  const planMs = performance.now();
  const cells = source.planLane('footprint', profile, settings).map((plan) => ({
    ...plan,
    windowS: 1,
    warmup: { ...plan.warmup, pollS: 0, slopePolls: 2, countPolls: 1 },
  }));
  const described = source.describePlan('footprint', cells).length;
  row(
    `planning ${cells.length} cells and describing them`,
    `${((performance.now() - planMs) / 1000).toFixed(2)} s, ${described} characters`,
  );
  check(cells.length === cellCount, `${cells.length} cells were planned`);
  const stop = new AbortController();
  const half = Math.floor(cellCount / 2);
  const common = (signal, onCell) => ({
    lane: source.LANES.footprint,
    ...{ cells, laneDir, profile, settings, signal, label: 'medkit-bench-0123456789ab', target: null },
    sides: sidesOf(profile, onCell),
    progress: new source.Progress(
      { write: () => true },
      'footprint',
      cells.map(() => 1),
      false,
    ),
  });
  let started = 0;
  const heap = [heapMib()];
  const onCell = () => {
    started += 1;
    if (started % Math.ceil(cellCount / 10) === 0) heap.push(heapMib());
    if (started === half + 1) stop.abort();
  };
  const firstMs = performance.now();
  await source.runCells({ ...common(stop.signal, onCell), resume: false }).catch(() => undefined);
  const firstS = (performance.now() - firstMs) / 1000;
  const failed = failureIn(laneDir);
  if (failed !== null) throw new Error(`a cell failed: ${failed}`);
  const before = hashes(laneDir);
  check(
    before.size === half,
    `${before.size} cells stood on disk after the interrupt, ${half} were expected`,
  );
  const secondMs = performance.now();
  const records = await source.runCells({ ...common(new AbortController().signal, onCell), resume: true });
  const secondS = (performance.now() - secondMs) / 1000;
  const after = hashes(laneDir);
  const changed = [...before].filter(([id, hash]) => after.get(id) !== hash).length;
  check(changed === 0, `${changed} finished cells changed`);
  check(after.size === cellCount && records.length === cellCount, `${after.size} cells at the end`);
  row(
    `first half run, then interrupted`,
    `${before.size} cells on disk, ${firstS.toFixed(1)} s (${((firstS / half) * 1000).toFixed(1)} ms a cell)`,
  );
  row(
    'the rest after --resume',
    `${after.size - before.size} cells, ${changed} of the first half changed, ${secondS.toFixed(1)} s`,
  );
  row('heap after collection, at every tenth', `${heap.map((one) => one.toFixed(0)).join(', ')} MiB`);
  const endMs = performance.now();
  const findings = await source.summaryFindings('footprint', records, settings, profile, {
    planned: cellCount,
    load1AtStart: 0,
    nproc: 2,
  });
  const summary = {
    schema_version: 1,
    tool_version: '0',
    method_version: 1,
    started_at: new Date(0).toISOString(),
    finished_at: new Date(0).toISOString(),
    ...findings,
    metadata: { host: { nproc: 2 } },
  };
  source.writeJson(path.join(laneDir, 'summary.json'), summary);
  await source.writeLaneReports(laneDir, summary);
  const [markdown, html] = await source.writeRunReports(path.join(dir, 'run'));
  row(
    'summary, charts and reports of all',
    `${((performance.now() - endMs) / 1000).toFixed(1)} s; summary.json ${mib(size(path.join(laneDir, 'summary.json')))} MiB, report.html ${mib(size(html))} MiB, REPORT.md ${mib(size(markdown))} MiB`,
  );
  row('peak memory of the process so far', peakMib());
  check(source.readSummaries(path.join(dir, 'run')).length === 1, 'the summary could not be read again');
}

/** A day of samples: `stream` as `proc-sampler --out` writes them, `cell` as a lane writes them and works them out. */
async function aDay(dir, kind) {
  const clock = new FakeClock();
  const durationS = hours * 3600;
  const isStream = kind === 'stream';
  const file = path.join(
    dir,
    isStream ? 'samples.ndjson' : 'run/footprint/cells/rep1/samples.ndjson.partial',
  );
  const samples = new source.CellSamples(path.join(dir, 'run/footprint'), 'rep1');
  const sink = source.fileSink(path.join(dir, 'samples.ndjson'));
  const output = source.sampleOutput('ndjson', sink, { label: 'x', pid: 7, terminal: null });
  const feed = new source.LiveFeed(dir);
  const tail = new source.LiveTail(dir);
  feed.cell({ lane: 'footprint', index: 0, cells: 1, id: 'rep1', label: 'a day' });
  const every = Math.ceil((durationS * HZ) / 8);
  const heap = [];
  const fileMib = [];
  let count = 0;
  let torn = 0;
  const onSample = (sample) => {
    clock.standIn(() => feed.sample(sample));
    if (isStream) output.sample(sample);
    else samples.add(0, 'main', sample);
    count += 1;
    if (count % every !== 0) return;
    heap.push(heapMib());
    fileMib.push(size(file));
    torn += wholeLines(file) ? 0 : 1;
    check(tail.read()?.id === 'rep1', 'the live feed could not be read while it was written');
  };
  const startMs = performance.now();
  const reading = {
    notes: new Set(),
    nproc: 2,
    clockGrainS: 1e-9,
    isLocal: true,
    read: () => sampleReading(clock.nowS()),
    close: () => undefined,
  };
  const options = { intervalS: 1 / HZ, durationS, keepSamples: false, onSample };
  const { done } = source.runWindow(reading, { pid: 7, tree: false }, options, clock);
  const [window] = await Promise.all([done, clock.run()]);
  output.end();
  sink.close();
  const tookS = (performance.now() - startMs) / 1000;
  check(
    window.sample_count === durationS * HZ + 1,
    `${window.sample_count} samples of ${durationS * HZ + 1}`,
  );
  const live = size(path.join(dir, 'live.ndjson'));
  check(live < 20 * 2 ** 20, `the live feed grew to ${mib(live)} MiB`);
  const what = `${hours} h at ${HZ} Hz, ${isStream ? 'as a stream' : 'in a cell'}`;
  row(`${what}: samples`, `${window.sample_count} in ${tookS.toFixed(0)} s, ${window.missed_ticks} missed`);
  row(
    `${what}: heap after collection, at every eighth`,
    `${heap.map((one) => one.toFixed(1)).join(', ')} MiB`,
  );
  row(`${what}: live feed at the end`, `${mib(live)} MiB`);
  const [first, last] = [heap[0], heap.at(-1)];
  check(last - first < 5, `the heap grew from ${first} to ${last} MiB`);
  row(
    `${what}: file at every eighth, read while written`,
    `${fileMib.map(mib).join(', ')} MiB, ${torn} times not whole lines`,
  );
  check(torn === 0, 'a reader met half a line');
  if (!isStream) itsFigures(dir, what, { samples, window });
}

/** What a cell's end takes: the columns, the figures, and the file read again as `report` and `verify` do. */
function itsFigures(dir, what, { samples, window }) {
  row(`${what}: peak memory of the process when the window ended`, peakMib());
  const numbersMs = performance.now();
  const warm = { converged: true, duration_s: 1, reason: 'settled' };
  const figuresOf = (columns) =>
    JSON.stringify(source.subjectNumbers({ samples: columns, threads: [], window }, warm));
  const figures = figuresOf(samples.columns(0));
  const numbersS = (performance.now() - numbersMs) / 1000;
  row(`${what}: its figures worked out`, `${numbersS.toFixed(0)} s, peak memory ${peakMib()}`);
  samples.finish();
  const readMs = performance.now();
  const laneDir = path.join(dir, 'run/footprint');
  const cellFile = path.join(laneDir, 'cells/rep1/samples.ndjson');
  let read = 0;
  for (const _ of source.readSamples(laneDir, 'rep1')) read += 1;
  check(read === window.sample_count, `${read} samples came back`);
  row(
    `${what}: read again`,
    `${mib(size(cellFile))} MiB in ${((performance.now() - readMs) / 1000).toFixed(0)} s, all ${read} came back`,
  );
  const again = figuresOf(
    new source.RunFiles(path.join(dir, 'run')).samples('footprint', 'rep1').get('main'),
  );
  check(again === figures, 'the figures of the file read again are others');
  row(
    `${what}: worked out again from the file, as verify does`,
    `the same figures, peak memory ${peakMib()}`,
  );
}

function peakMib() {
  return `${mib(process.resourceUsage().maxRSS * 1024)} MiB`;
}

function size(file) {
  return statSync(file).size;
}

/** Whether the end of a file that is being written is the end of a record. */
function wholeLines(file) {
  const tail = Buffer.alloc(4096);
  const handle = openSync(file, 'r');
  const read = readSync(handle, tail, 0, tail.length, Math.max(0, size(file) - tail.length));
  closeSync(handle);
  const last = tail.toString('utf8', 0, read).trimEnd().split('\n').at(-1);
  try {
    return typeof JSON.parse(last).t_s === 'number';
  } catch {
    return false;
  }
}

/** One side: this run compares nothing. */
function sidesOf(profile, onCell) {
  const place = instantPlace(onCell);
  return { of: () => ({ profile, place }) };
}

/** Why the first cell failed, if it did: this target never fails by itself. */
function failureIn(laneDir) {
  return JSON.parse(readFileSync(path.join(laneDir, 'cells/rep1/cell.json'), 'utf8')).failure;
}

function hashes(laneDir) {
  const dir = path.join(laneDir, 'cells');
  return new Map(
    readdirSync(dir).map((id) => {
      const hash = createHash('sha256');
      for (const name of ['cell.json', 'samples.ndjson']) hash.update(readFileSync(path.join(dir, id, name)));
      return [id, hash.digest('hex')];
    }),
  );
}
