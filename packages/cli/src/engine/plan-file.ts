import path from 'node:path';
import { badInput } from '../errors.js';
import { flattenKeys } from '../json-path.js';
import type { LaneSettings } from '../lanes/settings.js';
import type { Profile } from '../profile/schema.js';
import type { CellPlan } from './cell.js';
import { readJson, writeJson } from './store.js';

/** What a lane set out to do; a resumed run must set out to do the same. */
export interface PlanFile {
  schema_version: 1;
  lane: string;
  profile: Profile;
  settings: LaneSettings;
  cells: string[];
  created_at: string;
}

const FILE = 'plan.json';

/** Where a lane's plan stands. */
export function planPath(laneDir: string): string {
  return path.join(laneDir, FILE);
}

export function writePlan(laneDir: string, plan: PlanFile): void {
  writeJson(planPath(laneDir), plan);
}

/** The plan of an earlier run of this lane in this folder, or null. */
export function readPlan(laneDir: string): PlanFile | null {
  const plan = readJson(path.join(laneDir, FILE));
  if (plan === null) return null;
  const file = plan as Partial<PlanFile>;
  if (file.schema_version !== 1 || typeof file.settings !== 'object' || typeof file.profile !== 'object') {
    throw badInput(`${path.join(laneDir, FILE)} is not a plan this version understands`, 'start a new run');
  }
  return file as PlanFile;
}

/** Refuses to continue a run with other settings: cells of two kinds must not be mixed. */
export function requireSamePlan(earlier: PlanFile, profile: Profile, settings: LaneSettings): void {
  const before = flattenKeys({ profile: earlier.profile, settings: earlier.settings } as never);
  const now = flattenKeys({ profile, settings } as never);
  for (const key of new Set([...before.keys(), ...now.keys()])) {
    const [was, is] = [JSON.stringify(before.get(key)), JSON.stringify(now.get(key))];
    if (was !== is) {
      throw badInput(
        `--resume: ${key} was ${was ?? 'not set'} in the run to continue and is ${is ?? 'not set'} now`,
        'use the same flags and profile as then, or start a new run without --resume',
      );
    }
  }
}

/** Seconds a cell should take: start, warm-up at its shortest, window, stop. */
export function estimateCellS(cell: CellPlan): number {
  return 1.5 + cell.warmup.pollS * (cell.warmup.slopePolls - 1) + cell.windowS;
}
