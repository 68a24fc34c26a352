import { readFileSync } from 'node:fs';
import type { ProcStat } from './proc-stat.js';
import { allPids, isDead, readProcStat } from './proc-stat.js';

/** Environment variable that carries the run's label into everything started for it. */
export const LABEL_VARIABLE = 'MEDKIT_BENCH_LABEL';

/** Environment variable that tells one started instance from every other. */
export const INSTANCE_VARIABLE = 'MEDKIT_BENCH_INSTANCE';

/**
 * Live processes, ourselves excepted, whose initial environment holds `name=value` exactly.
 * Processes of other users, whose environment cannot be read, are not found: they are not ours.
 */
export function processesMarked(name: string, value: string): ProcStat[] {
  const entry = `${name}=${value}`;
  const found: ProcStat[] = [];
  for (const pid of allPids()) {
    if (pid === process.pid || !hasEntry(pid, entry)) continue;
    const stat = readProcStat(pid);
    if (!isDead(stat)) found.push(stat as ProcStat);
  }
  return found;
}

function hasEntry(pid: number, entry: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(entry);
  } catch {
    return false;
  }
}
