import type { LaneSummary, RunInfo } from '../model/summary.js';
import { distrustReasons } from '../results/distrust.js';
import { cellFailed } from '../results/cell-table.js';
import { verdictSentence, verdictTone } from '../results/tone.js';
import { escapeMarkdown } from '../text/escape.js';
import { plainLine } from '../text/plain-line.js';
import { laneSections } from '../markdown/render-lane.js';

/** GitHub refuses a step summary above 1024 KiB: stay well below. */
const MOST_BYTES = 900_000;
/** GitHub shows ten annotations of a kind a step. */
const MOST_ANNOTATIONS = 10;

/** Markdown for `$GITHUB_STEP_SUMMARY`: all verdicts first, then as many lanes as fit under the size limit. */
export function renderStepSummary(summaries: readonly LaneSummary[], runInfo: RunInfo): string {
  const rows = summaries.map(
    (summary) =>
      `| ${[summary.lane, summary.verdict, verdictSentence(summary)].map(escapeMarkdown).join(' | ')} |`,
  );
  const head = [
    `## medkit-bench: ${escapeMarkdown(runInfo.run)}`,
    '',
    '| lane | verdict | in a sentence |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ];
  let text = `${head.join('\n')}\n`;
  for (const [index, summary] of summaries.entries()) {
    const section = [
      `### ${escapeMarkdown(summary.lane)}`,
      '',
      ...laneSections(summary, '####', undefined),
    ].join('\n');
    if (Buffer.byteLength(text) + Buffer.byteLength(section) > MOST_BYTES) {
      text += `\n… ${summaries.length - index} more lanes are in REPORT.md of the run's results.\n`;
      break;
    }
    text += `${section}\n`;
  }
  return Buffer.byteLength(text) > MOST_BYTES
    ? `${text.slice(0, MOST_BYTES / 4)}\n\n… cut; see REPORT.md.\n`
    : text;
}

/** Workflow commands: an error for a gate that fired, warnings for failed cells and for doubts. One a line. */
export function renderAnnotations(summaries: readonly LaneSummary[]): string {
  const lines = summaries.flatMap((summary) => {
    const title = `medkit-bench ${summary.lane}`;
    const failed = summary.cells.filter(cellFailed).length;
    const verdict = `${summary.verdict}: ${verdictSentence(summary)}`;
    const worse = verdictTone(summary) === 'worse';
    return [
      command(worse ? 'error' : 'notice', title, verdict),
      ...(failed > 0
        ? [command('warning', title, `${failed} of ${summary.cells.length} cells failed to measure`)]
        : []),
      ...distrustReasons(summary)
        .filter((reason) => reason.severity === 'warn' && reason.code !== 'failed-cells')
        .slice(0, MOST_ANNOTATIONS)
        .map((reason) =>
          command(
            'warning',
            title,
            reason.fix === null ? reason.message : `${reason.message} Fix: ${reason.fix}`,
          ),
        ),
    ];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts says what is escaped where. */
function command(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const data = (text: string): string => plainLine(text).replace(/%/gu, '%25');
  const property = data(title).replace(/:/gu, '%3A').replace(/,/gu, '%2C');
  return `::${kind} title=${property}::${data(message)}`;
}
