import { countEntities } from '../graph/count-entities.js';
import type { LiveTarget } from './bring-up.js';
import type { CellContext } from './run-cell.js';

/**
 * How many entities the target itself says it has; null when it does not say or the profile does not ask.
 * @param asked how many there should be
 */
export async function countNow(
  live: LiveTarget,
  { profile, plan, signal }: Pick<CellContext, 'profile' | 'plan' | 'signal'>,
  asked: number = plan.entities ?? 0,
): Promise<number | null> {
  if (!profile.entities) return null;
  return countEntities(profile.entities.count, asked, live.values, live, signal);
}
