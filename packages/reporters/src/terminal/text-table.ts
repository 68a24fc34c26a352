import stringWidth from 'string-width';
import type { ResultTable, TableCell } from '../results/table.js';
import { plainLine } from '../text/plain-line.js';
import type { TerminalStyle } from './style.js';
import { padText } from './wrap-text.js';

const GAP = '  ';
const INDENT = '  ';
/** A foreign name longer than this is cut: the numbers beside it must stay in sight. */
const LONGEST_TEXT = 72;

/** A table as aligned lines; optional columns are dropped from the right until it fits `width`. */
export function textTable(table: ResultTable, width: number, style: TerminalStyle): readonly string[] {
  const shown = fittingColumns(table, width - INDENT.length);
  const widths = shown.map((index) => columnWidth(table, index));
  const line = (
    cell: (index: number) => TableCell,
    paint: (text: string, cell: TableCell) => string,
  ): string =>
    (
      INDENT +
      shown
        .map((index, at) => {
          const text = padText(
            plainLine(cell(index).text, LONGEST_TEXT),
            widths[at] ?? 0,
            table.columns[index]?.align ?? 'left',
          );
          return paint(text, cell(index));
        })
        .join(GAP)
    ).trimEnd();
  const head = line(
    (index) => ({ text: table.columns[index]?.title ?? '', sort: null }),
    (text) => style.dim(text),
  );
  const rows = table.rows.map((row) =>
    line(
      (index) => row[index] ?? { text: '', sort: null },
      (text, cell) => paintCell(text, cell, style),
    ),
  );
  return [head, ...rows];
}

function paintCell(text: string, cell: TableCell, style: TerminalStyle): string {
  if (cell.mark === 'failed') return style.tone('worse', text);
  if (cell.mark === 'unreliable') return style.tone('caution', text);
  return cell.mark === 'unknown' ? style.dim(text) : text;
}

function columnWidth(table: ResultTable, index: number): number {
  const texts = [
    table.columns[index]?.title ?? '',
    ...table.rows.map((row) => plainLine(row[index]?.text ?? '', LONGEST_TEXT)),
  ];
  return texts.reduce((widest, text) => Math.max(widest, stringWidth(text)), 0);
}

function fittingColumns(table: ResultTable, width: number): readonly number[] {
  let shown = table.columns.map((_, index) => index);
  const total = (): number =>
    shown.reduce((sum, index) => sum + columnWidth(table, index) + GAP.length, -GAP.length);
  while (total() > width) {
    const drop = shown.findLast((index) => table.columns[index]?.optional === true);
    if (drop === undefined) break;
    shown = shown.filter((index) => index !== drop);
  }
  return shown;
}
