import type { WatchResult } from '../watch-types.js';

/** One sentence on how the window went, and one line for each thing worth knowing. */
export function closingLines(result: WatchResult): string[] {
  const { ended, sample_count: count, expected_ticks: expected, observer } = result;
  const missed = result.missed_ticks === 0 ? '' : `, ${result.missed_ticks} of ${expected} ticks missed`;
  const cost =
    observer.cpu_cores === null
      ? ''
      : `, observing used ${(observer.cpu_cores * 100).toFixed(2)} % of a core`;
  return [
    `${count} samples in ${result.window_s.toFixed(1)} s${missed}${cost}; ended: ${ended.reason} (${ended.detail})`,
    ...result.notes.map((note) => `note: ${note}`),
  ];
}
