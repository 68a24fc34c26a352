import { existsSync } from 'node:fs';
import path from 'node:path';
import type { CellRecord } from '../lanes/cell-record.js';
import { writeCell } from './cell-store.js';
import type { PlanFile } from './plan-file.js';
import { planPath, writePlan } from './plan-file.js';
import { writeRun } from './run-label.js';

/** A lane under way, as far as its folder has to hold it. */
export interface RunOnDisk {
  runDir: string;
  laneDir: string;
  label: string;
  plan: PlanFile;
}

/**
 * Writes a run's label, plan and finished records again where somebody removed its folder meanwhile, so that the
 * night's work ends in a summary, can be resumed, and `clean` finds what belongs to it. Samples of cells that were
 * finished before are gone with the folder. Gives whether anything had to be written.
 */
export function restoreRun(run: RunOnDisk, records: readonly CellRecord[]): boolean {
  const missing = [path.join(run.runDir, 'run.json'), planPath(run.laneDir)].filter(
    (file) => !existsSync(file),
  );
  if (missing.length === 0) return false;
  writeRun(run.runDir, run.label);
  writePlan(run.laneDir, run.plan);
  for (const record of records) {
    if (!existsSync(path.join(run.laneDir, 'cells', record.id, 'cell.json'))) writeCell(run.laneDir, record);
  }
  return true;
}
