import type { ChurnReport } from '@medkit-bench/graph-generator';
import type { BurstNumbers } from '../lanes/burst-numbers.js';
import { burstNumbers } from '../lanes/burst-numbers.js';
import { conditionsOf, observerOf } from '../lanes/conditions.js';
import type { CellRecord, ChurnRecord } from '../lanes/cell-record.js';
import { NOTHING_MEASURED } from '../lanes/cell-record.js';
import { subjectNumbers } from '../lanes/cell-numbers.js';
import { residueOf } from '../lanes/residue-rows.js';
import { trendOf } from '../lanes/trend.js';
import type { CellData, CellPlan } from './cell.js';
import { samplesFile } from './cell-store.js';

/** When a cell ran. */
export interface CellTiming {
  startedAt: Date;
  durationS: number;
}

/** The record of a cell that was measured. The profile's first subject gives the cell's own figures. */
export function measuredCell(plan: CellPlan, data: CellData, timing: CellTiming): CellRecord {
  const [main, ...others] = data.subjects;
  if (!main) throw new RangeError('a cell without subjects');
  const numbers = subjectNumbers(main, data.warmup);
  const countMoved = data.entityCountAfter !== null && data.entityCountAfter !== data.entityCount;
  return {
    ...identity(plan, timing),
    ...numbers,
    ...(countMoved
      ? {
          steady: false,
          steady_reason: `the entity count moved from ${data.entityCount} to ${data.entityCountAfter} during the window`,
        }
      : {}),
    status: 'ok',
    failure: null,
    entity_count: data.entityCount,
    warmup: data.warmup,
    conditions: conditionsOf(data, numbers.cpu_cores),
    observer: observerOf(data),
    params_in_force: data.paramsInForce,
    target: data.target,
    load: data.load,
    burst: data.burst,
    burst_numbers: burstOf(data),
    churn: data.churn && churnOf(plan, data.churn),
    cycles: data.cycles,
    residue: data.cycles && residueOf(main.samples, data.cycles),
    graph_host: data.graphHost,
    library_sharers: data.librarySharers,
    trend: plan.trendFromS === null ? null : trendOf(main.samples, plan.trendFromS),
    profiled: data.profiled?.record ?? null,
    series_file: samplesFile(plan.id),
    subjects: Object.fromEntries(others.map((other) => [other.name, subjectNumbers(other, data.warmup)])),
  };
}

/** The record of a cell that could not be measured: every figure unknown, the reason kept. */
export function failedCell(plan: CellPlan, failure: string, timing: CellTiming): CellRecord {
  return {
    ...identity(plan, timing),
    ...NOTHING_MEASURED,
    status: 'failed',
    failure,
    entity_count: null,
    warmup: null,
    conditions: null,
    observer: null,
    params_in_force: null,
    target: null,
    load: null,
    burst: null,
    burst_numbers: null,
    churn: null,
    cycles: null,
    residue: null,
    graph_host: null,
    library_sharers: null,
    trend: null,
    profiled: null,
    series_file: null,
    subjects: {},
  };
}

function burstOf(data: CellData): Record<string, BurstNumbers> | null {
  const { burst } = data;
  if (!burst) return null;
  return Object.fromEntries(
    data.subjects.map((subject) => [subject.name, burstNumbers(subject.samples, burst.t_s)]),
  );
}

// The graph as it stood at the end would fill the record with names nobody reads.
function churnOf(plan: CellPlan, { plan: _, ...report }: ChurnReport): ChurnRecord {
  const { everyS = 0, count = 0 } = plan.churn ?? {};
  return { every_s: everyS, count, window_s: plan.windowS, ...report };
}

function identity(plan: CellPlan, timing: CellTiming) {
  return {
    id: plan.id,
    label: plan.label,
    repeat: plan.repeat,
    group: plan.group,
    entities_asked: plan.entities,
    refresh_ms: plan.refreshMs,
    started_at: timing.startedAt.toISOString(),
    duration_s: Math.round(timing.durationS * 1000) / 1000,
  };
}
