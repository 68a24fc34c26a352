import { sparkline } from '../format/sparkline.js';
import type { LaneSummary } from '../model/summary.js';
import { readNumber } from '../model/read-value.js';
import { cellFailed, cellTable } from '../results/cell-table.js';
import { disagreements, distrustReasons } from '../results/distrust.js';
import { mainTables } from '../results/lane-tables.js';
import { readAggregate } from '../results/metrics.js';
import type { ResultTable } from '../results/table.js';
import { marginalPhrase } from '../results/scaling-table.js';
import { verdictSentence, verdictTone } from '../results/tone.js';
import { plainLine } from '../text/plain-line.js';
import type { TerminalStyle } from './style.js';
import { terminalStyle } from './style.js';
import { textTable } from './text-table.js';
import { wrapText } from './wrap-text.js';

/** Options of {@link renderTerminal}. */
export interface TerminalOptions {
  /** Escape codes are written only when true. */
  readonly color: boolean;
  /** Columns of the terminal; 100 when not given. */
  readonly width?: number | undefined;
}

const DEFAULT_WIDTH = 100;
const LEAST_WIDTH = 40;
const MOST_CELLS = 12;
const INDENT = '  ';

/** A lane's result for a terminal: the verdict in a sentence, the table with intervals, a sparkline, the doubts. */
export function renderTerminal(summary: LaneSummary, options: TerminalOptions): string {
  const width = Math.max(LEAST_WIDTH, options.width ?? DEFAULT_WIDTH);
  const style = terminalStyle(options.color);
  const tables = mainTables(summary);
  const titled = (table: ResultTable): readonly string[] => [
    ...(tables.length > 1 ? [`${INDENT}${style.bold(table.title)}`] : []),
    ...textTable(table, width, style),
  ];
  const blocks = [
    headBlock(summary, width, style),
    ...tables.map(titled),
    shapeBlock(summary, width),
    cellBlock(summary, width, style),
    doubtBlock(summary, width, style),
  ];
  const text = blocks.filter((block) => block.length > 0).map((block) => block.join('\n'));
  return `${text.join('\n\n')}\n`;
}

function headBlock(summary: LaneSummary, width: number, style: TerminalStyle): readonly string[] {
  const quick = summary.quick ? ' · quick' : '';
  const title = plainLine(`${summary.lane} · ${summary.profile}${quick}`);
  const verdict = plainLine(summary.verdict);
  const lines = [`${style.bold(title)} · ${style.bold(style.tone(verdictTone(summary), verdict))}`];
  for (const line of wrapText(plainLine(verdictSentence(summary)), width - INDENT.length))
    lines.push(INDENT + line);
  const why = plainLine(summary.reason);
  if (why !== '')
    lines.push(...wrapText(`Why: ${why}`, width - INDENT.length).map((line) => INDENT + style.dim(line)));
  return lines;
}

function shapeBlock(summary: LaneSummary, width: number): readonly string[] {
  const lines: string[] = [];
  const fits = summary.fits ?? [];
  for (const fit of fits) {
    const rate = fits.length > 1 ? ` at refresh ${fit.refresh_ms ?? 'unknown'} ms` : '';
    const rows = (summary.rows ?? []).filter(
      (row) => fits.length === 1 || readNumber(row, 'refresh_ms') === (fit.refresh_ms ?? null),
    );
    const medians = rows.map((row) => readAggregate(row, 'anonymous_kib').median);
    const cost = marginalPhrase(fit);
    if (medians.length > 0) lines.push(`${INDENT}anonymous memory over sizes${rate}: ${sparkline(medians)}`);
    if (cost !== null) lines.push(`${INDENT}one more entity${rate}: ${cost} of anonymous memory`);
  }
  const doubts = disagreements(summary).flatMap((text) =>
    wrapText(`The fits differ: ${plainLine(text)}`, width - 2),
  );
  return [...lines, ...doubts.map((line) => INDENT + line)];
}

function cellBlock(summary: LaneSummary, width: number, style: TerminalStyle): readonly string[] {
  const table = cellTable(summary);
  const wanted = mainTables(summary).length === 0 ? summary.cells : summary.cells.filter(cellFailed);
  const rows = table.rows.filter((_, index) => wanted.includes(summary.cells[index] as object));
  if (rows.length === 0) return summary.cells.length === 0 ? [`${INDENT}No cells were measured.`] : [];
  const lines = textTable({ ...table, rows: rows.slice(0, MOST_CELLS) }, width, style);
  const left = rows.length - MOST_CELLS;
  return left > 0 ? [...lines, `${INDENT}… and ${left} more in summary.json`] : lines;
}

function doubtBlock(summary: LaneSummary, width: number, style: TerminalStyle): readonly string[] {
  const reasons = distrustReasons(summary);
  if (reasons.length === 0) return [];
  const lines = reasons.flatMap((reason) => {
    const fix = reason.fix === null ? '' : ` → ${plainLine(reason.fix)}`;
    const mark = reason.severity === 'warn' ? '!' : '·';
    const wrapped = wrapText(`${mark} ${plainLine(reason.message)}${fix}`, width - 4);
    return wrapped.map((line, at) => INDENT + (at === 0 ? '' : '  ') + paint(line, reason.severity, style));
  });
  return [`${INDENT}${style.bold('Why you may distrust this')}`, ...lines];
}

function paint(line: string, severity: 'note' | 'warn', style: TerminalStyle): string {
  return severity === 'warn' ? style.tone('caution', line) : style.dim(line);
}
