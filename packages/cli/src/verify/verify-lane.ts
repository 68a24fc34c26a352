import type { CellPlan } from '../engine/cell.js';
import type { PlanFile } from '../engine/plan-file.js';
import { planLane } from '../engine/run-lane.js';
import { summaryFindings } from '../engine/summary-findings.js';
import { badInput, isBenchError, messageOf } from '../errors.js';
import type { CellRecord } from '../lanes/cell-record.js';
import { LANES } from '../lanes/index.js';
import type { LaneName } from '../lanes/settings.js';
import type { Warning } from '../lanes/warnings.js';
import { forLane } from '../profile/for-lane.js';
import { METHOD_VERSION, VERSION } from '../version.js';
import type { Comparison, Disagreement } from './compare-figures.js';
import { asStored, compareFigures } from './compare-figures.js';
import { CELL_AS_RECORDED, countMoved, recomputable, recomputeCell } from './recompute-cell.js';
import { requireMemory } from './require-memory.js';
import type { RunFiles } from './run-files.js';

/** What of a lane came out again. */
export interface LaneVerification {
  lane: string;
  cells: number;
  agreed: number;
  disagreements: Disagreement[];
  not_recomputed: { what: string; why: string }[];
}

/** Works out every figure and verdict of a lane from its samples and holds them against what the run says. */
export async function verifyLane(files: RunFiles, lane: LaneName): Promise<LaneVerification> {
  const stored = files.json(lane, 'summary.json');
  const plan = planOf(files, lane);
  const summarised = stored['cell_records'] ?? stored['cells'];
  if (stored['schema_version'] !== 1)
    throw badInput(
      `${lane}/summary.json has schema_version ${JSON.stringify(stored['schema_version']) ?? 'none'}; this version reads 1`,
      'verify it with the medkit-bench version that wrote it, or measure again',
    );
  if (stored['lane'] !== lane || !Array.isArray(summarised))
    throw badInput(`${lane}/summary.json is not a summary this version understands`);
  try {
    return await recomputeLane(files, lane, plan, stored);
  } catch (error) {
    if (isBenchError(error)) throw error;
    // The records are somebody's input: what the arithmetic stumbles over is theirs.
    throw badInput(
      `${lane}: its files do not have the shape of a run: ${messageOf(error)}`,
      'restore the run from a copy',
    );
  }
}

async function recomputeLane(
  files: RunFiles,
  lane: LaneName,
  plan: PlanFile,
  stored: Record<string, unknown>,
): Promise<LaneVerification> {
  const { plans, unplanned } = cellPlans(lane, plan);
  const parts: Comparison[] = [];
  const cells: CellRecord[] = [];
  const moved: string[] = [];
  const ids = measuredIds(files, lane, plan, stored);
  requireMemory(files, lane, ids);
  for (const id of ids) {
    const record = files.json(lane, 'cells', id, 'cell.json') as unknown as CellRecord;
    const samples = record.status === 'ok' ? files.samples(lane, id) : new Map<string, never>();
    const again = asStored(recomputeCell(record, samples, plans?.get(id) ?? null)) as CellRecord;
    parts.push(compareFigures(`${lane}/cells/${id}/cell.json`, recomputable(record), recomputable(again)));
    if (countMoved(record)) moved.push(id);
    cells.push(again);
  }
  const summary = await recomputeSummary(lane, plan, stored, cells);
  parts.push(compareFigures(`${lane}/summary.json`, summary.stored, summary.recomputed));
  if (plans)
    parts.push(compareFigures(`${lane}/plan.json`, { cells: plan.cells }, { cells: [...plans.keys()] }));
  return {
    lane,
    cells: cells.length,
    agreed: parts.reduce((sum, part) => sum + part.agreed, 0),
    disagreements: parts.flatMap((part) => part.disagreements),
    not_recomputed: [
      ...CELL_AS_RECORDED.map(({ keys, why }) => ({ what: `cells: ${keys.join(', ')}`, why })),
      ...(moved.length > 0
        ? [
            {
              what: `steady of ${moved.join(', ')}`,
              why: 'the count of entities after the window is not kept',
            },
          ]
        : []),
      ...(unplanned === null ? [] : [{ what: 'labels and order of the cells', why: unplanned }]),
      ...summary.notRecomputed,
    ],
  };
}

function planOf(files: RunFiles, lane: LaneName): PlanFile {
  const plan = files.json(lane, 'plan.json') as unknown as Partial<PlanFile>;
  const whole =
    plan.schema_version === 1 &&
    plan.lane === lane &&
    typeof plan.settings === 'object' &&
    typeof plan.profile === 'object' &&
    Array.isArray(plan.cells) &&
    plan.cells.every((id) => typeof id === 'string');
  if (!whole) throw badInput(`${lane}/plan.json is not a plan this version understands`);
  // Its path may lead anywhere; what it points at is not part of the run.
  return { ...plan, settings: { ...plan.settings, validateAgainstDemo: null } } as PlanFile;
}

function cellPlans(
  lane: LaneName,
  { profile, settings }: PlanFile,
): { plans: Map<string, CellPlan> | null; unplanned: string | null } {
  try {
    const cells = planLane(lane, forLane(profile, lane), settings);
    return { plans: new Map(cells.map((cell) => [cell.id, cell])), unplanned: null };
  } catch (error) {
    return { plans: null, unplanned: `the lane cannot be planned here: ${messageOf(error)}` };
  }
}

// A cell that is on disk counts although the summary leaves it out, and one that the summary names must be on disk.
function measuredIds(
  files: RunFiles,
  lane: LaneName,
  plan: PlanFile,
  stored: Record<string, unknown>,
): string[] {
  const named = new Set(
    ((stored['cell_records'] ?? stored['cells']) as { id?: unknown }[]).map((cell) => String(cell.id)),
  );
  const early = LANES[lane].enough !== undefined && plan.settings.precision !== null;
  return plan.cells.filter((id) => {
    const onDisk = files.has(lane, 'cells', id, 'cell.json');
    if (named.has(id) && !onDisk) files.json(lane, 'cells', id, 'cell.json');
    // Repeats beyond where the lane had enough may be left of an earlier try.
    return onDisk && (named.has(id) || !early);
  });
}

interface SummaryHeld {
  stored: Record<string, unknown>;
  recomputed: Record<string, unknown>;
  notRecomputed: { what: string; why: string }[];
}

const OF_THE_RUN = ['started_at', 'finished_at', 'metadata'];
const INSTRUMENT_WARNINGS = ['not-calibrated', 'calibration-failed', 'doctor-problems'];

async function recomputeSummary(
  lane: LaneName,
  plan: PlanFile,
  stored: Record<string, unknown>,
  cells: readonly CellRecord[],
): Promise<SummaryHeld> {
  const host = (stored['metadata'] as { host?: Record<string, unknown> } | undefined)?.host ?? {};
  const [nproc, load1AtStart] = [host['nproc'], host['load1_at_start']];
  if (typeof nproc !== 'number' || typeof load1AtStart !== 'number')
    throw badInput(`${lane}/summary.json says nothing of the host's cores and load`);
  const findings = await summaryFindings(lane, cells, plan.settings, plan.profile, {
    planned: plan.cells.length,
    load1AtStart,
    nproc,
  });
  const recomputed = {
    schema_version: 1,
    tool_version: VERSION,
    method_version: METHOD_VERSION,
    ...findings,
  };
  const leftOut = 'validation' in stored ? [...OF_THE_RUN, 'validation'] : OF_THE_RUN;
  const warnings = ((stored['warnings'] ?? []) as Warning[]).filter(
    (warning) => !INSTRUMENT_WARNINGS.includes(warning.code),
  );
  return {
    stored: { ...without(stored, leftOut), warnings },
    recomputed: asStored(recomputed) as Record<string, unknown>,
    notRecomputed: [
      { what: `summary: ${OF_THE_RUN.join(', ')}`, why: 'when and on what it was measured' },
      {
        what: `warnings ${INSTRUMENT_WARNINGS.join(', ')}`,
        why: 'they rest on records of that host outside the run',
      },
      ...('validation' in stored
        ? [{ what: 'validation', why: 'it compares with a file outside the run, which is not read' }]
        : []),
    ],
  };
}

function without(value: Record<string, unknown>, keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
}
