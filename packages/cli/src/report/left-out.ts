import path from 'node:path';
import { requireInside } from '../engine/inside-folder.js';
import { readJson, writeJson } from '../engine/store.js';

/** A lane that `all` did not run, and why. */
export interface LeftOut {
  lane: string;
  reason: string;
}

const FILE = 'left_out.json';

/** Keeps which lanes a run left out, for its reports. */
export function keepLeftOut(runDir: string, lanes: readonly LeftOut[]): void {
  if (lanes.length > 0) writeJson(path.join(runDir, FILE), lanes);
}

/** The lanes that a run left out; none where it says nothing. */
export function readLeftOut(runDir: string): LeftOut[] {
  const file = path.join(runDir, FILE);
  requireInside(runDir, file);
  const kept = readJson(file);
  if (!Array.isArray(kept)) return [];
  return kept.filter(
    (one): one is LeftOut =>
      typeof (one as Partial<LeftOut> | null)?.lane === 'string' &&
      typeof (one as Partial<LeftOut>).reason === 'string',
  );
}
