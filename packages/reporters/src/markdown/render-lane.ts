import type { LaneSummary } from '../model/summary.js';
import { cellTable } from '../results/cell-table.js';
import { disagreements, distrustReasons } from '../results/distrust.js';
import { environmentLines } from '../results/environment.js';
import { mainTables } from '../results/lane-tables.js';
import type { ResultTable } from '../results/table.js';
import { marginalPhrase } from '../results/scaling-table.js';
import { verdictSentence } from '../results/tone.js';
import { escapeMarkdown } from '../text/escape.js';
import { plainLine } from '../text/plain-line.js';
import { markdownTable } from './markdown-table.js';

/** Options of {@link renderLaneMarkdown}. */
export interface LaneMarkdownOptions {
  /** The chart, as a path relative to the report. */
  readonly chartFile?: string | undefined;
}

/** report.md of one lane: environment, verdict, tables, chart, and why to distrust it. */
export function renderLaneMarkdown(summary: LaneSummary, options: LaneMarkdownOptions = {}): string {
  const quick = summary.quick ? ' (quick)' : '';
  const lines = [
    `# ${escapeMarkdown(`${summary.lane} of ${summary.profile}`)}${quick}`,
    '',
    ...environmentSection(summary, '##'),
    ...laneSections(summary, '##', options.chartFile),
  ];
  return finish(lines);
}

/** The environment as a table under a heading. */
export function environmentSection(summary: LaneSummary, heading: string): readonly string[] {
  const rows = environmentLines(summary).map(
    (line) => `| ${escapeMarkdown(line.name)} | ${escapeMarkdown(line.value)} |`,
  );
  return [`${heading} Environment`, '', '| | |', '| --- | --- |', ...rows, ''];
}

/** Everything of a lane's report but its title and environment. */
export function laneSections(
  summary: LaneSummary,
  heading: string,
  chartFile: string | undefined,
): readonly string[] {
  const tables = mainTables(summary);
  const titled = (table: ResultTable): readonly string[] =>
    tables.length > 1 ? [`**${table.title}**`, ''] : [];
  return [
    `${heading} Verdict: ${escapeMarkdown(summary.verdict)}`,
    '',
    `**${escapeMarkdown(verdictSentence(summary))}**`,
    '',
    ...(summary.reason === '' ? [] : [escapeMarkdown(summary.reason), '']),
    ...tables.flatMap((table) => [
      ...titled(table),
      ...markdownTable(table),
      '',
      `<sub>${table.note}</sub>`,
      '',
    ]),
    ...scalingNotes(summary),
    ...chartLink(summary, chartFile),
    ...distrustBox(summary, heading),
    ...cellSection(summary),
  ];
}

function scalingNotes(summary: LaneSummary): readonly string[] {
  const costs = (summary.fits ?? []).flatMap((fit) => {
    const cost = marginalPhrase(fit);
    const rate =
      fit.refresh_ms === null || fit.refresh_ms === undefined ? '' : ` (refresh ${fit.refresh_ms} ms)`;
    return cost === null
      ? []
      : [`- One more entity costs ${escapeMarkdown(cost)} of anonymous memory${rate}.`];
  });
  const differ = disagreements(summary).map((text) => `- The fits differ: ${escapeMarkdown(text)}`);
  const notes = [...costs, ...differ];
  return notes.length === 0 ? [] : [...notes, ''];
}

function chartLink(summary: LaneSummary, chartFile: string | undefined): readonly string[] {
  if (chartFile === undefined) return [];
  const target = chartFile
    .split('/')
    .map((part) =>
      encodeURIComponent(plainLine(part)).replace(/[()]/gu, (char) => (char === '(' ? '%28' : '%29')),
    )
    .join('/');
  return [`![${escapeMarkdown(`${summary.lane} chart: ${verdictSentence(summary)}`)}](${target})`, ''];
}

function distrustBox(summary: LaneSummary, heading: string): readonly string[] {
  const reasons = distrustReasons(summary);
  const title = `${heading} Why you may distrust this`;
  if (reasons.length === 0) {
    return [title, '', '> No doubt was recorded: host quiet, samples complete, repeats settled.', ''];
  }
  const lines = reasons.map((reason) => {
    const mark = reason.severity === 'warn' ? '**warning**' : 'note';
    const fix = reason.fix === null ? '' : ` *Fix:* ${escapeMarkdown(reason.fix)}.`;
    return `> - ${mark}: ${escapeMarkdown(reason.message)}${fix}`;
  });
  return [title, '', ...lines, ''];
}

function cellSection(summary: LaneSummary): readonly string[] {
  if (summary.cells.length === 0) return ['No cells were measured.', ''];
  const table = cellTable(summary);
  const title = `<details><summary>All ${summary.cells.length} cells</summary>`;
  return [title, '', ...markdownTable(table), '', `<sub>${table.note}</sub>`, '', '</details>', ''];
}

/** Joins lines to a file that ends with exactly one line break. */
export function finish(lines: readonly string[]): string {
  return `${lines.join('\n').trimEnd()}\n`;
}
