import type { LocalTarget } from '@medkit-bench/targets';
import { messageOf } from '../errors.js';
import type { Place } from '../place/place.js';
import { openPlace } from '../place/open-place.js';
import { forLane } from '../profile/for-lane.js';
import type { Profile } from '../profile/schema.js';
import { fillTemplate } from '../profile/template.js';
import { fixedValues } from './bring-up.js';

/** What a cell is brought up by, and where. */
export interface Side {
  profile: Profile;
  place: Place;
}

/** The sides of a lane: one, or one for each build by the cell's group. */
export interface Sides {
  of(group: string | null): Side;
  close(): Promise<void>;
}

/** Opens the place of every build that the profile holds, or of the profile itself. */
export async function openSides(profile: Profile, lane: string, target: LocalTarget): Promise<Sides> {
  const profiles = Object.entries(profile.builds ?? { '': profile });
  const opened = new Map<string, Side>();
  // One that cannot be closed keeps no other from it.
  const close = async (): Promise<void> => {
    const closed = await Promise.allSettled([...opened.values()].map(({ place }) => place.close()));
    const failed = closed.find((one) => one.status === 'rejected');
    if (failed) throw failed.reason;
  };
  try {
    for (const [group, own] of profiles) opened.set(group, await openSide(forLane(own, lane), target));
  } catch (error) {
    await close();
    throw error;
  }
  const [first] = opened.values();
  return { of: (group) => opened.get(group ?? '') ?? first!, close };
}

async function openSide(profile: Profile, target: LocalTarget): Promise<Side> {
  const place = await openPlace(profile, target, (text, where) =>
    fillTemplate(text, fixedValues(profile), where),
  );
  return { profile, place };
}

/** Closes what a lane was measured by. Its figures stand, and an error of its own is told, whether or not that works. */
export async function closeSides(sides: Sides | null, note: (text: string) => void): Promise<void> {
  try {
    await sides?.close();
  } catch (error) {
    note(
      `what the run started could not all be taken down: ${messageOf(error)}; \`medkit-bench clean\` removes what is left`,
    );
  }
}
