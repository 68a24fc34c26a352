import { localTarget } from '@medkit-bench/targets';
import type { Sample } from '@medkit-bench/proc-sampler';
import { bringUp, fixedValues } from '../engine/bring-up.js';
import { findSubjects } from '../engine/find-subjects.js';
import { newLabel } from '../engine/run-label.js';
import { notMeasured } from '../errors.js';
import type { Observer, Subject } from '../place/observer.js';
import { openPlace } from '../place/open-place.js';
import type { Profile } from '../profile/schema.js';
import { fillTemplate } from '../profile/template.js';

/** What one look at the target showed. */
export interface TriedSubject {
  name: string;
  pid: number;
  sample: Sample | null;
}

/** Brings the target up once, looks at it and takes it down again. Throws what a lane would throw. */
export async function tryProfile(profile: Profile, signal: AbortSignal): Promise<TriedSubject[]> {
  const values = fixedValues(profile);
  const place = await openPlace(profile, localTarget(), (text, where) => fillTemplate(text, values, where));
  try {
    const live = await bringUp({
      place,
      profile,
      label: newLabel(),
      entities: null,
      overrides: {},
      signal,
      onPhase: () => undefined,
    });
    try {
      const subjects = await findSubjects(profile, live.observer, signal);
      if (subjects.length === 0) throw notMeasured('MEDKIT_NO_SUBJECT', 'no process was found to watch');
      return await Promise.all(subjects.map((subject) => look(live.observer, subject)));
    } finally {
      await live.teardown();
    }
  } finally {
    await place.close();
  }
}

async function look(observer: Observer, subject: Subject): Promise<TriedSubject> {
  const window = { intervalS: 0.5, memoryIntervalS: 0.5, durationS: 1 };
  const { samples } = await observer.watch(subject, window).done;
  return { name: subject.name, pid: subject.pid, sample: samples.at(-1) ?? null };
}
