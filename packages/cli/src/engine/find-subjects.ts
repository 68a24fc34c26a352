import { setTimeout as delay } from 'node:timers/promises';
import { notMeasured } from '../errors.js';
import type { Observer, Subject } from '../place/observer.js';
import type { Profile } from '../profile/schema.js';

/** The kernel keeps 15 characters of a process name. */
const COMM_LENGTH = 15;

/**
 * Finds every subject inside the instance's own process tree, never by name alone on the whole host.
 * A process may take its name a moment after it answers, so a miss is tried again for a second.
 */
export async function findSubjects(
  profile: Profile,
  observer: Observer,
  signal: AbortSignal,
): Promise<Subject[]> {
  const deadline = performance.now() + 1000;
  for (;;) {
    const outcome = await subjectsIn(profile, observer);
    if (typeof outcome !== 'string') return outcome;
    if (performance.now() > deadline) throw notMeasured('MEDKIT_SUBJECT', outcome);
    await delay(50, undefined, { signal });
  }
}

async function subjectsIn(profile: Profile, observer: Observer): Promise<Subject[] | string> {
  const subjects: Subject[] = [];
  for (const [name, spec] of Object.entries(profile.subjects)) {
    const comm = spec.comm?.slice(0, COMM_LENGTH);
    const found = await observer.find(comm);
    const first = found[0];
    if (found.length !== 1 || first === undefined) {
      const pids = found.join(', ') || 'none';
      return `subject '${name}': exactly one process named '${comm}' was expected in the instance, found: ${pids}`;
    }
    subjects.push({ name, pid: first, tree: spec.tree });
  }
  return subjects;
}
