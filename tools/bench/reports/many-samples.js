// What `report` and `verify` take on a run with as many samples as a dozen cells of a day at ten a second hold.
//
//   node tools/bench/reports/many-samples.js [--cells 12] [--hours 24] [--hz 10] [--keep FOLDER]
//
// The run is made by the engine's own code, so that `verify` has to agree with it. Five gigabytes of disk at the
// defaults. Needs `npm run build`.
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadSources } from '../../proofs/load-sources.js';
import { timedOnRun } from './render-report.js';
import { generator, sampleAt } from './synthetic-run.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '12' },
    hours: { type: 'string', default: '24' },
    hz: { type: 'string', default: '10' },
    keep: { type: 'string' },
  },
});
const windowS = Number(values.hours) * 3600;
const hz = Number(values.hz);
const source = await loadSources({
  'cli/src/profile/load-profile.ts': ['parseProfile'],
  'cli/src/lanes/settings.ts': ['laneDefaults'],
  'cli/src/engine/run-lane.ts': ['planLane'],
  'cli/src/engine/plan-file.ts': ['writePlan'],
  'cli/src/engine/record-cell.ts': ['measuredCell'],
  'cli/src/engine/cell-store.ts': ['writeCell'],
  'cli/src/engine/cell-samples.ts': ['CellSamples'],
  'cli/src/engine/store.ts': ['writeJson'],
  'cli/src/engine/summary-findings.ts': ['summaryFindings'],
  'cli/src/version.ts': ['METHOD_VERSION', 'VERSION'],
});

const dir = values.keep ?? mkdtempSync(path.join(os.tmpdir(), 'medkit-many-'));
const rows = [];
try {
  const runDir = path.join(dir, 'run');
  const bytes = await writeRun(runDir);
  const samples = Number(values.cells) * windowS * hz;
  rows.push(['samples', `${samples.toLocaleString('en')} in ${values.cells} cells`]);
  rows.push(['on disk', `${(bytes / 2 ** 30).toFixed(2)} GiB`]);
  for (const command of ['report', 'verify']) {
    try {
      const { wallS, peakMib } = timedOnRun(command, runDir);
      rows.push([command, `${wallS.toFixed(1)} s, peak memory ${peakMib.toFixed(0)} MiB`]);
    } catch (error) {
      rows.push([command, String(error.message).split('\n')[0]]);
      process.exitCode = 1;
    }
  }
} finally {
  if (values.keep === undefined) rmSync(dir, { recursive: true, force: true });
}
process.stdout.write(
  `| what | measured |\n| --- | --- |\n${rows.map((row) => `| ${row.join(' | ')} |\n`).join('')}`,
);

async function writeRun(runDir) {
  const laneDir = path.join(runDir, 'footprint');
  mkdirSync(laneDir, { recursive: true });
  const profile = source.parseProfile('name: server\nstart: {kind: local, command: [server]}', 'made');
  const settings = { ...source.laneDefaults('footprint', false), repeats: Number(values.cells) };
  const plans = source.planLane('footprint', profile, settings);
  const created_at = '2026-01-01T00:00:00.000Z';
  const cells = plans.map((plan) => plan.id);
  source.writePlan(laneDir, { schema_version: 1, lane: 'footprint', profile, settings, cells, created_at });
  const records = [];
  let bytes = 0;
  for (const plan of plans) {
    const samples = writeSamples(laneDir, plan);
    const record = source.measuredCell(plan, cellData(samples), {
      startedAt: new Date(0),
      durationS: windowS,
    });
    source.writeCell(laneDir, record);
    records.push(JSON.parse(JSON.stringify(record)));
    bytes += statSync(path.join(laneDir, 'cells', plan.id, 'samples.ndjson')).size;
  }
  const host = { nproc: 2, load1_at_start: 0.1 };
  const given = { planned: plans.length, load1AtStart: 0.1, nproc: 2 };
  const findings = await source.summaryFindings('footprint', records, settings, profile, given);
  const versions = { tool_version: source.VERSION, method_version: source.METHOD_VERSION };
  const times = { started_at: created_at, finished_at: created_at };
  const summary = { schema_version: 1, ...versions, ...times, ...findings, metadata: { host } };
  source.writeJson(path.join(laneDir, 'summary.json'), summary);
  return bytes;
}

/** Through the engine's own writer, which keeps the columns that the figures are worked out from. */
function writeSamples(laneDir, plan) {
  const random = generator(plan.repeat);
  const like = { uss_kib: 50_000 + plan.repeat * 40, repeat: plan.repeat };
  const samples = new source.CellSamples(laneDir, plan.id);
  for (let index = 0; index < windowS * hz; index += 1) {
    const { subject, phase: _phase, ...sample } = sampleAt(index / hz, like, random, index);
    samples.add(0, subject, sample);
  }
  const columns = samples.columns(0);
  samples.finish();
  return columns;
}

/** A cell as the engine has it in memory when its window is over. */
function cellData(samples) {
  const window = {
    private_clean_jumps: [],
    host: { nproc: 2, steal_ratio: 0, busy_cores_mean: 0.2, load1_max: 0.1 },
    observer: { cpu_cores: 0.001, memory_read_ms_median: 1 },
    missed_ticks: 0,
    expected_ticks: windowS * hz,
  };
  return {
    warmup: { converged: true, duration_s: 8, reason: 'settled' },
    ...{ entityCount: null, entityCountAfter: null, paramsInForce: null, target: {} },
    subjects: [{ name: 'main', pid: 1, warmup: [], samples, window, threads: [] }],
    ...{ load: null, burst: null, churn: null, cycles: null, graphHost: null, librarySharers: null },
    ...{ ownCpuCores: 0.02, profiled: null },
  };
}
