import type { ProcStat } from '../process/proc-stat.js';
import { endProcesses } from '../process/end-processes.js';
import { LABEL_VARIABLE, processesMarked } from '../process/environment-mark.js';
import { signalEach } from '../process/process-group.js';

/** Seconds a left-over process gets to end on SIGTERM. */
const GRACE_S = 3;

/** Ends every process that carries `label`, ourselves excepted; gives their ids. */
export async function removeProcesses(label: string): Promise<number[]> {
  const seen = new Set<number>();
  const living = (): ProcStat[] => {
    const found = processesMarked(LABEL_VARIABLE, label);
    for (const one of found) seen.add(one.pid);
    return found;
  };
  if (living().length === 0) return [];
  await endProcesses({ living, signal: (name) => signalEach(living(), name) }, 'SIGTERM', GRACE_S);
  return [...seen].sort((a, b) => a - b);
}
