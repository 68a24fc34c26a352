import { describeRefusal } from '../compare/comparability.js';
import type { Comparison } from '../compare/compare-run.js';
import type { MetricRow } from '../compare/metric-row.js';
import { spoken } from '../compare/words.js';
import { formatFigure, formatPercent, formatSigned } from './format-figure.js';

/** How much to print. */
export interface ComparisonTextOptions {
  /** Metrics that do not gate, too. */
  readonly all?: boolean;
}

/** A comparison as Markdown, which also reads well in a terminal. */
export function comparisonMarkdown(comparison: Comparison, options: ComparisonTextOptions = {}): string {
  const lines: string[] = [`**${headline(comparison)}**`, ''];
  for (const refused of comparison.refusals) lines.push(`- refused: ${describeRefusal(refused)}`);
  for (const passed of comparison.overridden)
    lines.push(`- passed over by --allow-different: ${describeRefusal(passed)}`);
  for (const note of comparison.notes) lines.push(`- note: ${note.message}`);
  if (comparison.unknown.length > 0) lines.push(`- not said by one side: ${comparison.unknown.join(', ')}`);
  const rows = comparison.rows.filter((row) => row.gated || options.all === true);
  if (rows.length > 0) lines.push('', ...table(rows));
  lines.push(...details(rows, comparison));
  if (comparison.budgets.length > 0) lines.push('', ...budgetTable(comparison));
  return `${lines.join('\n').replaceAll(/\n{3,}/g, '\n\n')}\n`;
}

/** The verdict in one sentence. */
export function headline(comparison: Comparison): string {
  const gated = comparison.rows.filter((row) => row.gated);
  const bad = gated.filter((row) => row.verdict === 'regressed' || row.verdict === 'warn');
  const broken = comparison.budgets.filter((budget) => budget.verdict !== 'kept');
  const mark = comparison.marked ? ' (OVERRIDDEN: not an ordinary comparison)' : '';
  const budgets =
    broken.length === 0 ? '' : `; ${broken.length} of ${comparison.budgets.length} budgets not kept`;
  if (!comparison.comparable) return `not comparable${mark}`;
  if (bad.length === 0)
    return `${spoken(comparison.verdict)}: ${gated.length} gated metrics${budgets}${mark}`;
  const worst = bad.map((row) => `${row.metric} ${changeText(row)}`).slice(0, 3);
  const more = bad.length > 3 ? ` and ${bad.length - 3} more` : '';
  return `${spoken(comparison.verdict)}: ${worst.join(', ')}${more}${budgets}${mark}`;
}

/** Column heads of the table of metrics. */
export const HEADERS = ['metric', 'baseline', 'run', 'change', 'interval', 'p', 'verdict'] as const;

function table(rows: readonly MetricRow[]): string[] {
  return [
    `| ${HEADERS.join(' | ')} |`,
    '| --- | ---: | ---: | ---: | --- | ---: | --- |',
    ...rows.map((row) => `| ${cells(row).join(' | ')} |`),
  ];
}

/** A row's cells as text, in the order of {@link HEADERS}. */
export function cells(row: MetricRow): string[] {
  const p = row.p_adjusted ?? row.p_value;
  return [
    row.gated ? row.metric : `${row.metric} (not gated)`,
    formatFigure(row.baseline, row.unit),
    formatFigure(row.run, row.unit),
    changeText(row),
    intervalText(row),
    p === null ? '' : p < 0.001 ? '<0.001' : p.toFixed(3),
    verdictText(row),
  ];
}

function changeText(row: MetricRow): string {
  return row.change_percent === null ? formatSigned(row.change, row.unit) : formatPercent(row.change_percent);
}

function intervalText(row: MetricRow): string {
  if (row.basis === 'interval') {
    const end = (value: number | null): string => (value === null ? 'open' : formatFigure(value, ''));
    return `[${end(row.baseline_lo)}, ${end(row.baseline_hi)}] -> [${end(row.run_lo)}, ${end(row.run_hi)}]`;
  }
  if (row.ratio === null) return row.basis === 'medians' ? 'medians only' : '';
  const end = (value: number | null): string => (value === null ? 'open' : formatPercent((value - 1) * 100));
  return `[${end(row.ratio_lo)}, ${end(row.ratio_hi)}]`;
}

/** The word, with what "no change" could have missed and what would settle an inconclusive one. */
function verdictText(row: MetricRow): string {
  const word = spoken(row.verdict);
  if (row.verdict === 'no-change') return `${word} (${blindSpot(row)})`;
  if (row.verdict === 'inconclusive' && row.repeats_needed !== null) {
    return `${word} (${row.repeats_needed} ${row.basis === 'pairs' ? 'pairs' : 'repeats'} would settle it)`;
  }
  return word;
}

function blindSpot(row: MetricRow): string {
  if (row.detectable_percent !== null) {
    const from = row.basis === 'medians' ? ', going by one side' : '';
    return `could have seen ${formatPercent(row.detectable_percent, false)}${from}`;
  }
  if (row.detectable !== null) return `could have seen ${formatSigned(row.detectable, row.unit)}`;
  if (row.basis === 'count') return 'exact';
  return row.basis === 'medians' ? 'what it could have seen is not known' : 'no repeat differed';
}

/** Why each notable row says what it says, and where its change comes from; one line each. */
export function details(rows: readonly MetricRow[], comparison: Comparison): string[] {
  const lines: string[] = [];
  for (const row of rows) {
    if (row.verdict === 'no-change' || row.verdict === 'within-noise') continue;
    lines.push(
      `- ${row.metric}: ${[row.reason, ...row.attribution, ...commitText(row, comparison)].join('; ')}`,
    );
  }
  return lines.length === 0 ? [] : ['', ...lines];
}

function commitText(row: MetricRow, comparison: Comparison): string[] {
  const range = comparison.commits.find((commits) => commits.lane === row.lane);
  if (range === undefined || range.baseline === null || range.run === null) return [];
  if (range.baseline === range.run) return ['the same commit on both sides'];
  return [`commits ${range.baseline.slice(0, 12)}..${range.run.slice(0, 12)}`];
}

function budgetTable(comparison: Comparison): string[] {
  return [
    '| budget | actual | verdict |',
    '| --- | ---: | --- |',
    ...comparison.budgets.map((budget) => {
      const actual = budget.actual === null ? '?' : String(Number(budget.actual.toPrecision(4)));
      const verdict = budget.verdict === 'unknown' ? `unknown: ${budget.reason}` : budget.verdict;
      return `| ${budget.metric}: ${budget.expression} | ${actual} | ${verdict} |`;
    }),
  ];
}
