import type { ResultTable, TableCell } from '../results/table.js';
import { escapeHtml } from '../text/escape.js';

/** A page with ten thousand cells is no longer read; the rest is in summary.json. */
const MOST_ROWS = 1000;

/** A sortable table; everything in it is escaped. */
export function htmlTable(table: ResultTable, caption: string): string {
  const head = table.columns.map(
    (column) =>
      `<th scope="col"${column.align === 'right' ? ' class="right"' : ''}><button type="button">${escapeHtml(column.title)}</button></th>`,
  );
  const rows = table.rows.slice(0, MOST_ROWS).map((row) => {
    const cells = row.map((cell, index) => bodyCell(cell, table.columns[index]?.align === 'right'));
    return `<tr>${cells.join('')}</tr>`;
  });
  const left = table.rows.length - rows.length;
  return [
    '<div class="scroll" role="region" tabindex="0" aria-label="' + escapeHtml(caption) + '">',
    `<table class="sortable"><thead><tr>${head.join('')}</tr></thead>`,
    `<tbody>${rows.join('\n')}</tbody></table></div>`,
    `<p><small>${escapeHtml(table.note)}${left > 0 ? ` … and ${left} more rows in summary.json.` : ''}</small></p>`,
  ].join('\n');
}

function bodyCell(cell: TableCell, right: boolean): string {
  const names = [right ? 'right' : '', cell.mark ?? ''].filter((name) => name !== '').join(' ');
  const style = names === '' ? '' : ` class="${names}"`;
  const sort = cell.sort === null ? '' : ` data-sort="${escapeHtml(String(cell.sort))}"`;
  return `<td${style}${sort}>${escapeHtml(cell.text)}</td>`;
}
