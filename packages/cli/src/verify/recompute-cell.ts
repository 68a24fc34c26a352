import type { CellPlan } from '../engine/cell.js';
import { burstNumbers } from '../lanes/burst-numbers.js';
import { subjectNumbers } from '../lanes/cell-numbers.js';
import type { CellRecord, SubjectNumbers } from '../lanes/cell-record.js';
import { NOTHING_MEASURED } from '../lanes/cell-record.js';
import { residueOf } from '../lanes/residue-rows.js';
import { SampleColumns } from '../lanes/sample-columns.js';
import { trendOf } from '../lanes/trend.js';

const COUNT_MOVED = 'the entity count moved ';

/** What of every cell is taken as recorded, and why. */
export const CELL_AS_RECORDED: readonly { keys: readonly string[]; why: string }[] = [
  {
    keys: [
      'started_at',
      'duration_s',
      'warmup',
      'entity_count',
      'params_in_force',
      'target',
      'load',
      'burst',
      'churn',
      'cycles',
      'profiled',
    ],
    why: 'seen or read once while the cell ran; the samples do not hold it',
  },
  {
    keys: ['conditions', 'observer'],
    why: "rests on the host's and the observer's own counters, which the samples do not hold",
  },
  {
    keys: ['threads', 'private_clean_jumps'],
    why: 'noticed from thread names and memory maps between the samples',
  },
];

const AS_RECORDED = new Set(CELL_AS_RECORDED.flatMap(({ keys }) => keys));

/** The part of a cell that its samples and plan can speak for; `failure` is the run's own word where it failed. */
export function recomputable(record: CellRecord): Record<string, unknown> {
  const subjects = Object.entries(record.subjects).map(([name, one]) => [name, withoutRecorded(one)]);
  const left = withoutRecorded(record);
  if (record.status !== 'ok') delete left['failure'];
  return { ...left, subjects: Object.fromEntries(subjects) };
}

function withoutRecorded(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !AS_RECORDED.has(key)));
}

/** The figures of a cell from the samples of its processes; what they cannot give is taken from the record. */
export function recomputeCell(
  record: CellRecord,
  window: ReadonlyMap<string, SampleColumns>,
  plan: CellPlan | null,
): CellRecord {
  const planned = plan ? identity(plan) : {};
  // A failed cell is never a zero.
  if (record.status !== 'ok')
    return { ...record, ...planned, ...NOTHING_MEASURED, status: 'failed', subjects: {} };
  const names = [...window.keys()];
  const [main = '', ...others] = names;
  const samplesOf = (name: string): SampleColumns => window.get(name) ?? new SampleColumns();
  const mainSamples = samplesOf(main);
  const numbersOf = (name: string, kept: SubjectNumbers | undefined): SubjectNumbers =>
    subjectNumbers(
      {
        samples: samplesOf(name),
        threads: kept?.threads ?? [],
        window: { private_clean_jumps: kept?.private_clean_jumps ?? [] },
      },
      record.warmup ?? NOT_WARM,
    );
  const numbers = numbersOf(main, record);
  const trendFromS = plan ? plan.trendFromS : (record.trend?.from_s ?? null);
  const { burst } = record;
  return {
    ...record,
    ...planned,
    ...numbers,
    ...(countMoved(record) ? { steady: false, steady_reason: record.steady_reason } : {}),
    failure: null,
    burst_numbers:
      burst && Object.fromEntries(names.map((name) => [name, burstNumbers(samplesOf(name), burst.t_s)])),
    residue: record.cycles && residueOf(mainSamples, record.cycles),
    trend: trendFromS === null ? null : trendOf(mainSamples, trendFromS),
    series_file: `cells/${record.id}/samples.ndjson`,
    subjects: Object.fromEntries(others.map((name) => [name, numbersOf(name, record.subjects[name])])),
  };
}

const NOT_WARM = { converged: false, duration_s: 0, reason: 'not recorded' };

/** Whether a cell counts as unsteady for a reason that only the run itself saw. */
export function countMoved(record: CellRecord): boolean {
  return record.status === 'ok' && String(record.steady_reason).startsWith(COUNT_MOVED);
}

function identity(plan: CellPlan): Partial<CellRecord> {
  return {
    id: plan.id,
    label: plan.label,
    repeat: plan.repeat,
    group: plan.group,
    entities_asked: plan.entities,
    refresh_ms: plan.refreshMs,
  };
}
