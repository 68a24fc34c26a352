import { setTimeout as delay } from 'node:timers/promises';
import { findProcesses, processTree } from '@medkit-bench/proc-sampler';
import { notMeasured } from '../errors.js';
import type { Profile } from '../profile/schema.js';

/** A process to be measured. */
export interface Subject {
  name: string;
  pid: number;
  tree: boolean;
}

/** The kernel keeps 15 characters of a process name. */
const COMM_LENGTH = 15;

/**
 * Finds every subject inside the instance's own process tree, never by name alone on the whole host.
 * A process may take its name a moment after it answers, so a miss is tried again for a second.
 */
export async function findSubjects(
  profile: Profile,
  rootPid: number,
  signal: AbortSignal,
): Promise<Subject[]> {
  const deadline = performance.now() + 1000;
  for (;;) {
    const outcome = subjectsIn(profile, rootPid);
    if (typeof outcome !== 'string') return outcome;
    if (performance.now() > deadline) throw notMeasured('MEDKIT_SUBJECT', outcome);
    await delay(50, undefined, { signal });
  }
}

function subjectsIn(profile: Profile, rootPid: number): Subject[] | string {
  const family = new Set(processTree(rootPid));
  const subjects: Subject[] = [];
  for (const [name, spec] of Object.entries(profile.subjects)) {
    if (spec.comm === undefined) {
      subjects.push({ name, pid: rootPid, tree: spec.tree });
      continue;
    }
    const comm = spec.comm.slice(0, COMM_LENGTH);
    const found = findProcesses({ name: comm }).filter((candidate) => family.has(candidate.pid));
    const first = found[0];
    if (found.length !== 1 || first === undefined) {
      const pids = found.map((candidate) => candidate.pid).join(', ') || 'none';
      return `subject '${name}': exactly one process named '${comm}' was expected below pid ${rootPid}, found: ${pids}`;
    }
    subjects.push({ name, pid: first.pid, tree: spec.tree });
  }
  return subjects;
}
