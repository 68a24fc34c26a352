import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { removeHeaptrackFifos } from '@medkit-bench/leak-tools';

/** In an instance's folder: the process id of heaptrack's script, which may be killed before it tidies up. */
const WRAPPER_PID = 'heaptrack.pid';

/** A folder for one instance; its name begins with the run's label, so that `clean` can tell whose it is. */
export function makeInstanceFolder(label: string): string {
  return mkdtempSync(path.join(os.tmpdir(), `${label}-`));
}

/** Notes the script around the instance's target. */
export function noteWrapper(dir: string, pid: number): void {
  writeFileSync(path.join(dir, WRAPPER_PID), `${pid}\n`);
}

/**
 * Removes an instance's folder, and the pipe that a killed heaptrack left outside of it.
 * @param pids further processes of the instance that may have been heaptrack's script
 */
export function removeInstanceFolder(dir: string, pids: readonly number[] = []): void {
  removeHeaptrackFifos([...pids, ...notedWrapper(dir)]);
  rmSync(dir, { recursive: true, force: true });
}

function notedWrapper(dir: string): number[] {
  try {
    const pid = Number(readFileSync(path.join(dir, WRAPPER_PID), 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? [pid] : [];
  } catch {
    return [];
  }
}

/**
 * Removes the instance folders that a killed run left; gives their number.
 * @param pids processes of the run that were ended: a kill may have come before heaptrack's script among them was noted
 */
export function removeInstanceFolders(label: string, pids: readonly number[]): number {
  const left = readdirSync(os.tmpdir()).filter((name) => name.startsWith(`${label}-`));
  removeHeaptrackFifos(pids);
  for (const name of left) removeInstanceFolder(path.join(os.tmpdir(), name));
  return left.length;
}
