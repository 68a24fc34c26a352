import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A folder for one instance; its name begins with the run's label, so that `clean` can tell whose it is. */
export function makeInstanceFolder(label: string): string {
  return mkdtempSync(path.join(os.tmpdir(), `${label}-`));
}

/** Removes the instance folders that a killed run left; gives their number. */
export function removeInstanceFolders(label: string): number {
  const left = readdirSync(os.tmpdir()).filter((name) => name.startsWith(`${label}-`));
  for (const name of left) rmSync(path.join(os.tmpdir(), name), { recursive: true, force: true });
  return left.length;
}
