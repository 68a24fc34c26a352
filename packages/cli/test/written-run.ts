import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Sample, WatchResult } from '@medkit-bench/proc-sampler';
import type { CellData } from '../src/engine/cell.js';
import { writeCell } from '../src/engine/cell-store.js';
import { writePlan } from '../src/engine/plan-file.js';
import { failedCell, measuredCell } from '../src/engine/record-cell.js';
import { planLane } from '../src/engine/run-lane.js';
import { writeJson } from '../src/engine/store.js';
import { summaryFindings } from '../src/engine/summary-findings.js';
import type { CellRecord } from '../src/lanes/cell-record.js';
import { laneDefaults } from '../src/lanes/settings.js';
import { parseProfile } from '../src/profile/load-profile.js';
import { METHOD_VERSION, VERSION } from '../src/version.js';

/** A footprint run of three repeats as the engine writes it; `failed` repeats could not be measured. */
export async function writeFootprint(runDir: string, failed: readonly number[] = []): Promise<void> {
  const laneDir = path.join(runDir, 'footprint');
  mkdirSync(laneDir, { recursive: true });
  const profile = parseProfile('name: server\nstart: {kind: local, command: [server]}', 'test');
  const settings = laneDefaults('footprint', true);
  const plans = planLane('footprint', profile, settings);
  writePlan(laneDir, {
    schema_version: 1,
    lane: 'footprint',
    profile,
    settings,
    cells: plans.map((plan) => plan.id),
    created_at: '2026-01-01T00:00:00.000Z',
  });
  const timing = { startedAt: new Date(0), durationS: 12 };
  const records: CellRecord[] = [];
  for (const plan of plans) {
    const data = failed.includes(plan.repeat) ? null : cellData(plan.repeat);
    const record = data ? measuredCell(plan, data, timing) : failedCell(plan, 'it died', timing);
    writeCell(laneDir, record, data);
    records.push(record);
  }
  const host = { nproc: 2, load1_at_start: 0.1 };
  writeJson(path.join(laneDir, 'summary.json'), {
    schema_version: 1,
    tool_version: VERSION,
    method_version: METHOD_VERSION,
    started_at: '2026-01-01T00:00:00.000Z',
    finished_at: '2026-01-01T00:01:00.000Z',
    ...(await summaryFindings('footprint', records, settings, profile, {
      planned: plans.length,
      load1AtStart: host.load1_at_start,
      nproc: host.nproc,
    })),
    metadata: { host },
  });
}

function cellData(repeat: number): CellData {
  const samples = Array.from({ length: 40 }, (_, i) => sampleAt(i / 3 + 1e-8, repeat, i));
  const window = {
    samples,
    private_clean_jumps: [],
    host: { nproc: 2, steal_ratio: 0, busy_cores_mean: 0.2, load1_max: 0.1 },
    observer: { cpu_cores: 0.001, memory_read_ms_median: 1 },
    missed_ticks: 0,
    expected_ticks: 40,
  } as unknown as WatchResult;
  return {
    warmup: { converged: true, duration_s: 8, reason: 'settled' },
    entityCount: null,
    entityCountAfter: null,
    paramsInForce: null,
    subjects: [
      { name: 'main', pid: 1, warmup: [sampleAt(1, repeat, 0), sampleAt(2, repeat, 0)], window, threads: [] },
    ],
    target: {},
    load: null,
    burst: null,
    churn: null,
    cycles: null,
    graphHost: null,
    librarySharers: null,
    ownCpuCores: 0.02,
    profiled: null,
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
