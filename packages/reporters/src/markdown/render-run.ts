import type { LaneSummary, RunInfo } from '../model/summary.js';
import { distrustReasons } from '../results/distrust.js';
import { verdictSentence } from '../results/tone.js';
import { codeSpan, escapeMarkdown } from '../text/escape.js';
import { environmentSection, finish, laneSections } from './render-lane.js';

/** REPORT.md of a run: environment first, all verdicts at a glance, then each lane. */
export function renderRunMarkdown(summaries: readonly LaneSummary[], runInfo: RunInfo): string {
  const first = summaries[0];
  const lines = [
    `# medkit-bench report: ${escapeMarkdown(runInfo.run)}`,
    '',
    ...runLines(runInfo),
    ...(first ? environmentSection(first, '##') : []),
    ...overview(summaries),
    ...leftOut(runInfo),
    ...summaries.flatMap((summary) => [
      `## ${escapeMarkdown(summary.lane)}`,
      '',
      ...laneSections(summary, '###', chartFileOf(summary, runInfo)),
    ]),
  ];
  return finish(lines);
}

function leftOut(runInfo: RunInfo): readonly string[] {
  const lanes = runInfo.left_out ?? [];
  if (lanes.length === 0) return [];
  const lines = lanes.map(({ lane, reason }) => `- ${escapeMarkdown(lane)}: ${escapeMarkdown(reason)}`);
  return ['Not run:', '', ...lines, ''];
}

/** The chart's place in a run's folder, unless the caller put it elsewhere. */
function chartFileOf(summary: LaneSummary, runInfo: RunInfo): string | undefined {
  return runInfo.chartFiles === undefined
    ? `${summary.lane}/${summary.lane}.svg`
    : runInfo.chartFiles[summary.lane];
}

function runLines(runInfo: RunInfo): readonly string[] {
  const lines = [
    ...(runInfo.command === undefined ? [] : [`Command: ${codeSpan(runInfo.command)}`, '']),
    ...(runInfo.generated_at === undefined ? [] : [`Written ${escapeMarkdown(runInfo.generated_at)}.`, '']),
  ];
  return lines;
}

function overview(summaries: readonly LaneSummary[]): readonly string[] {
  if (summaries.length === 0) return ['No lane left a summary in this run.', ''];
  const rows = summaries.map((summary) => {
    const doubts = distrustReasons(summary).filter((reason) => reason.severity === 'warn').length;
    const cells = [
      summary.lane,
      summary.verdict,
      verdictSentence(summary),
      doubts === 0 ? 'none' : String(doubts),
    ];
    return `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  });
  return [
    '## Verdicts',
    '',
    '| lane | verdict | in a sentence | warnings |',
    '| --- | --- | --- | ---: |',
    ...rows,
    '',
  ];
}
