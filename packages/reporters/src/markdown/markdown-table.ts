import type { ResultTable } from '../results/table.js';
import { escapeMarkdown } from '../text/escape.js';

/** A table in GitHub Markdown; everything in it is escaped. `mostRows` guards against ten thousand cells. */
export function markdownTable(table: ResultTable, mostRows: number = 200): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const shown = table.rows.slice(0, mostRows);
  const left = table.rows.length - shown.length;
  return [
    row(table.columns.map((column) => escapeMarkdown(column.title))),
    row(table.columns.map((column) => (column.align === 'right' ? '---:' : '---'))),
    ...shown.map((cells) => row(cells.map((cell) => escapeMarkdown(cell.text)))),
    ...(left > 0 ? ['', `… and ${left} more rows in summary.json.`] : []),
  ];
}
