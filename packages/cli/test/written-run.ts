import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Sample, WatchResult } from '@medkit-bench/proc-sampler';
import type { BurstOutcome } from '../src/engine/burst.js';
import type { BurstPlan, CellData, CellPlan } from '../src/engine/cell.js';
import { CellSamples } from '../src/engine/cell-samples.js';
import { writeCell } from '../src/engine/cell-store.js';
import { writePlan } from '../src/engine/plan-file.js';
import { failedCell, measuredCell } from '../src/engine/record-cell.js';
import { planLane } from '../src/engine/run-lane.js';
import { writeJson } from '../src/engine/store.js';
import { summaryFindings } from '../src/engine/summary-findings.js';
import type { CellRecord } from '../src/lanes/cell-record.js';
import { SampleColumns } from '../src/lanes/sample-columns.js';
import type { LaneName } from '../src/lanes/settings.js';
import { laneDefaults } from '../src/lanes/settings.js';
import { forLane } from '../src/profile/for-lane.js';
import { parseProfile } from '../src/profile/load-profile.js';
import type { Profile } from '../src/profile/schema.js';
import { METHOD_VERSION, VERSION } from '../src/version.js';
import { heapRecordOf, memcheckRecordOf } from './profiled-record.js';

/** A footprint run of three repeats as the engine writes it; `failed` repeats could not be measured. */
export async function writeFootprint(runDir: string, failed: readonly number[] = []): Promise<void> {
  const profile = parseProfile('name: server\nstart: {kind: local, command: [server]}', 'test');
  await writeLane(runDir, 'footprint', profile, failed);
}

/** A quick run of a lane as the engine writes it, without a target; `failed` repeats could not be measured. */
export async function writeLane(
  runDir: string,
  lane: LaneName,
  profile: Profile,
  failed: readonly number[] = [],
): Promise<void> {
  const laneDir = path.join(runDir, lane);
  mkdirSync(laneDir, { recursive: true });
  // Two builds must differ in something.
  const settings = { ...laneDefaults(lane, true), ...(lane === 'ab' ? { buildB: ['set.x=1'] } : {}) };
  const plans = planLane(lane, forLane(profile, lane), settings);
  writePlan(laneDir, {
    schema_version: 1,
    lane,
    profile,
    settings,
    cells: plans.map((plan) => plan.id),
    created_at: '2026-01-01T00:00:00.000Z',
  });
  const timing = { startedAt: new Date(0), durationS: 12 };
  const records: CellRecord[] = [];
  for (const plan of plans) {
    const data = failed.includes(plan.repeat) ? null : cellData(plan);
    const record = data ? measuredCell(plan, data, timing) : failedCell(plan, 'it died', timing);
    if (data) writeSamples(laneDir, plan);
    writeCell(laneDir, record);
    records.push(record);
  }
  const host = { nproc: 2, load1_at_start: 0.1 };
  writeJson(path.join(laneDir, 'summary.json'), {
    schema_version: 1,
    tool_version: VERSION,
    method_version: METHOD_VERSION,
    started_at: '2026-01-01T00:00:00.000Z',
    finished_at: '2026-01-01T00:01:00.000Z',
    ...(await summaryFindings(lane, records, settings, profile, {
      planned: plans.length,
      load1AtStart: host.load1_at_start,
      nproc: host.nproc,
    })),
    metadata: { host },
  });
}

const SAMPLES = 40;

function writeSamples(laneDir: string, plan: CellPlan): void {
  const samples = new CellSamples(laneDir, plan.id);
  samples.warmedUp(0, 'main', [sampleAt(1, plan.repeat, 0), sampleAt(2, plan.repeat, 0)]);
  for (const sample of windowOf(plan)) samples.add(0, 'main', sample);
  samples.finish();
}

function windowOf({ repeat, windowS }: CellPlan): Sample[] {
  const at = (i: number): number => (i * windowS) / SAMPLES + 1e-8;
  return Array.from({ length: SAMPLES }, (_, i) => sampleAt(at(i), repeat, i));
}

function cellData(plan: CellPlan): CellData {
  const samples = SampleColumns.of(windowOf(plan));
  const window = {
    private_clean_jumps: [],
    host: { nproc: 2, steal_ratio: 0, busy_cores_mean: 0.2, load1_max: 0.1 },
    observer: { cpu_cores: 0.001, memory_read_ms_median: 1 },
    missed_ticks: 0,
    expected_ticks: SAMPLES,
  } as unknown as WatchResult;
  return {
    warmup: { converged: true, duration_s: 8, reason: 'settled' },
    entityCount: plan.entities,
    entityCountAfter: plan.entities,
    paramsInForce: null,
    subjects: [{ name: 'main', pid: 1, samples, window, threads: [] }],
    target: {},
    load: plan.load && { ...LOAD },
    burst: plan.burst && burstOf(plan.burst),
    churn: plan.churn && (CHURN as unknown as CellData['churn']),
    cycles: null,
    graphHost: null,
    librarySharers: null,
    ownCpuCores: 0.02,
    profiled: plan.tool && {
      record: plan.tool.name === 'heaptrack' ? heapRecordOf() : memcheckRecordOf(48, 2),
      files: [],
    },
  };
}

const LOAD = {
  started_at: '2026-01-01T00:00:00.000Z',
  request_count: 200,
  error_count: 1,
  p50_ms: 1,
  p95_ms: 4,
  p99_ms: 9,
  max_ms: 12,
  achieved_rate_per_s: 40,
  generator_lag_ms: 0.1,
  generator_bound: false,
  generator: { cpu_cores: 0.1 },
};

const CHURN = {
  steps_asked: 30,
  steps_applied: 30,
  nodes_recycled: 300,
  failures: [],
  max_lag_s: 0.1,
  mean_lag_s: 0.01,
};

function burstOf({ mode, count, atS }: BurstPlan): BurstOutcome {
  const injections = Array.from({ length: count }, (_, i) => ({
    code: `F${i}`,
    start_s: atS,
    end_s: atS + 0.01,
    ok: true,
    error: null,
    confirmed: null,
  }));
  return {
    mode,
    count,
    t_s: atS,
    injections,
    injected: count,
    errors: [],
    confirmed: count,
    recordings: null,
    spread_ms: 0,
  };
}

// A little noise without a trend, the same at every call.
function sampleAt(t_s: number, repeat: number, i: number): Sample {
  const kib = 50_000 + repeat * 40 + ((i * 7919) % 13);
  return {
    t_s,
    uss_kib: kib,
    pss_kib: kib + 5000,
    rss_kib: kib + 20_000,
    anonymous_kib: kib - 4000,
    private_clean_kib: 4000,
    private_dirty_kib: kib - 4000,
    cpu_cores: 0.1 + ((i * 31) % 7) / 1000,
    num_threads: 12,
  } as unknown as Sample;
}
