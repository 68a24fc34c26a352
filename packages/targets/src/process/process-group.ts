import { errnoOf } from '../errors.js';
import type { Victims } from './end-processes.js';
import { signalQuietly } from './end-processes.js';
import { INSTANCE_VARIABLE, processesMarked } from './environment-mark.js';
import type { ProcStat } from './proc-stat.js';
import { groupMembers, readProcStat } from './proc-stat.js';

/** A process group as one thing to end. */
export function groupVictims(groupId: number): Victims {
  return {
    living: () => (groupExists(groupId) ? groupMembers(groupId) : []),
    signal: (name) => signalQuietly(-groupId, name),
  };
}

/** Processes of an instance that left its group (daemons), found by the mark in their environment. */
export function escapedVictims(instanceId: string): Victims {
  const living = (): ProcStat[] => processesMarked(INSTANCE_VARIABLE, instanceId);
  return { living, signal: (name) => signalEach(living(), name) };
}

/** Signals processes one by one, each only if it still is the process that was found. */
export function signalEach(processes: readonly ProcStat[], name: NodeJS.Signals): void {
  for (const { pid, startTicks } of processes) {
    if (readProcStat(pid)?.startTicks === startTicks) signalQuietly(pid, name);
  }
}

function groupExists(groupId: number): boolean {
  try {
    process.kill(-groupId, 0);
    return true;
  } catch (error) {
    return errnoOf(error) !== 'ESRCH';
  }
}
