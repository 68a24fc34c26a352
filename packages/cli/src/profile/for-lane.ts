import { countsIn } from './only-in.js';
import type { Profile } from './schema.js';
import type { StartSpec } from './start-schema.js';

/** The profile as one lane sees it: without the processes and parameters that are another lane's. */
export function forLane(profile: Profile, lane: string): Profile {
  const { params } = profile;
  return {
    ...profile,
    lane,
    start: startFor(profile.start, lane),
    subjects: only(profile.subjects, lane),
    ...(params === undefined ? {} : { params: { ...params, sections: only(params.sections, lane) } }),
  };
}

function startFor(start: StartSpec, lane: string): StartSpec {
  return 'companions' in start ? { ...start, companions: only(start.companions, lane) } : start;
}

function only<T extends { lanes?: readonly string[] | undefined }>(
  parts: Readonly<Record<string, T>>,
  lane: string,
): Record<string, T> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => countsIn(part, lane)));
}
