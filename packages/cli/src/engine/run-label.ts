import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readJson, writeJson } from './store.js';

/**
 * The label that everything started for a run carries, so that what a crash left can be told from
 * anything else on the host. Made when the run begins, kept in its folder for a resumed run.
 */
export function openRun(runDir: string): string {
  const known = labelOf(runDir);
  if (known !== null) return known;
  const label = newLabel();
  writeRun(runDir, label);
  return label;
}

/** The label of a run that was begun earlier; null for a new one, and for what is no label of ours: that is never searched for. */
export function labelOf(runDir: string): string | null {
  const known = readJson(path.join(runDir, 'run.json')) as { label?: unknown } | null;
  if (typeof known?.label !== 'string' || !/^medkit-bench-[0-9a-f]{12}$/.test(known.label)) return null;
  return known.label;
}

/** Keeps a label in its run's folder. */
export function writeRun(runDir: string, label: string): void {
  const created_at = new Date().toISOString();
  writeJson(path.join(runDir, 'run.json'), { schema_version: 1, label, created_at });
}

/** A label for a run, or for one look at a target, that nothing else carries. */
export function newLabel(): string {
  return `medkit-bench-${randomBytes(6).toString('hex')}`;
}
