import type { LaneSummary, RunInfo } from '../../packages/reporters/src/model/summary.js';
import { readAggregate } from '../../packages/reporters/src/results/metrics.js';
import { plainLine } from '../../packages/reporters/src/text/plain-line.js';

/** One line a lane, for a chat message: verdict first, unknown memory as unknown. */
export function renderChat(summaries: readonly LaneSummary[], runInfo: RunInfo): string {
  const lines = summaries.map((summary) => {
    const { median, lo, hi } = readAggregate(summary.cell, 'anonymous_kib');
    const range = lo === null || hi === null ? 'interval unknown' : `${lo.toFixed(0)} to ${hi.toFixed(0)}`;
    const memory = median === null ? 'memory unknown' : `${median.toFixed(0)} KiB anonymous (${range})`;
    // Names come from profiles and targets: plainLine takes out what a terminal would act on.
    return `${plainLine(summary.lane)} of ${plainLine(summary.profile)}: ${plainLine(summary.verdict)}, ${memory}`;
  });
  return `${[`medkit-bench ${plainLine(runInfo.run)}`, ...lines].join('\n')}\n`;
}
