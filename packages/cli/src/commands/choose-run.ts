import { existsSync } from 'node:fs';
import path from 'node:path';
import { newestRunWith, runFolder } from '../engine/store.js';
import { badInput } from '../errors.js';
import { LANE_NAMES } from '../lanes/lane-names.js';
import type { Globals } from './globals.js';

/** The run that a command is about: a folder, a name below the results folder, or the newest one. */
export function chooseRun(run: string | undefined, globals: Pick<Globals, 'resultsDir' | 'runDir'>): string {
  if (run !== undefined && existsSync(run)) return path.resolve(run);
  const name = run ?? globals.runDir;
  if (name !== null && name !== undefined) return runFolder(globals.resultsDir, name);
  const newest = LANE_NAMES.map((lane) => newestRunWith(globals.resultsDir, lane))
    .filter((found): found is string => found !== null)
    .sort()
    .at(-1);
  if (newest === undefined)
    throw badInput(
      `no run in ${globals.resultsDir}`,
      'run a lane first, for example: medkit-bench footprint --quick',
    );
  return runFolder(globals.resultsDir, newest);
}
