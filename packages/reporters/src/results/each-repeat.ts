import type { LaneSummary } from '../model/summary.js';

/** Something that ran already is the same process in every repeat. */
export function whatEachWatched(summary: LaneSummary): string {
  return summary.fresh_instances === false ? 'each a window of the same process' : 'each a fresh process';
}
