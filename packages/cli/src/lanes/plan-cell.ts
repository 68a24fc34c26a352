import type { CellPlan } from '../engine/cell.js';
import { nestAll } from '../json-path.js';
import type { Profile } from '../profile/schema.js';
import type { LaneSettings } from './settings.js';
import { warmupSettings } from './settings.js';

/** What every cell of a lane has in common, with what is this cell's own laid on top. */
export function planCell(
  settings: LaneSettings,
  profile: Profile,
  own: Partial<CellPlan> & Pick<CellPlan, 'id' | 'label' | 'repeat'>,
): CellPlan {
  return {
    entities: profile.graph ? (settings.entities[0] ?? null) : null,
    refreshMs: settings.refreshMs?.[0] ?? null,
    params: nestAll(settings.params),
    windowS: settings.durationS,
    intervalS: settings.intervalS,
    memoryIntervalS: settings.memoryIntervalS,
    warmup: warmupSettings(settings.quick),
    load: settings.load,
    connections: settings.connections === 'new' ? 'new' : 'keep-alive',
    group: null,
    burst: null,
    churn: null,
    cycles: null,
    trendFromS: null,
    tool: null,
    ...own,
  };
}

/**
 * Repeats outermost and every second one in reverse order: what drifts on the host over the run
 * then does not look like a difference between the groups.
 */
export function interleave<T>(groups: readonly T[], repeats: number): { group: T; repeat: number }[] {
  return Array.from({ length: repeats }, (_, i) => i + 1).flatMap((repeat) => {
    const order = repeat % 2 === 0 ? groups.toReversed() : groups;
    return order.map((group) => ({ group, repeat }));
  });
}
