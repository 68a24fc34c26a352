import type { LocalTarget } from '@medkit-bench/targets';
import { badInput, isBenchError, messageOf } from '../errors.js';
import type { Profile } from '../profile/schema.js';
import { attachPlace } from './attach-place.js';
import { composePlace } from './compose-place.js';
import { dockerPlace } from './docker-place.js';
import { localPlace } from './local-place.js';
import type { Place } from './place.js';
import { sshPlace } from './ssh-place.js';

/**
 * The place that a profile names, opened once for all cells of a lane.
 * @throws BenchError (exit 2) when there is no such place: no engine, no login, nothing to attach to
 */
export async function openPlace(
  profile: Profile,
  target: LocalTarget,
  fill: (text: string, where: string) => string,
): Promise<Place> {
  const { start } = profile;
  try {
    switch (start.kind) {
      case 'local':
        return localPlace(start, target);
      case 'docker':
        return await dockerPlace(start, profile.dir);
      case 'compose':
        return await composePlace(
          {
            ...start,
            files: start.files.map((file) => fill(file, 'start.files')),
            service: fill(start.service, 'start.service'),
          },
          profile.dir,
        );
      case 'ssh':
        return await sshPlace(start, fill(start.address, 'start.address'));
      case 'attach':
        return await attachPlace(start, target, fill);
    }
  } catch (error) {
    if (isBenchError(error)) throw error;
    throw badInput(`profile '${profile.name}' cannot be brought up: ${messageOf(error)}`);
  }
}
