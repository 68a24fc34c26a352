import { asNumber, readKey, readNumber, readPath, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { cellFailed } from '../results/cell-table.js';

/** The cells of a lane that were measured, wherever its summary keeps them. */
export function measuredCells(summary: LaneSummary): readonly object[] {
  return (summary.cell_records ?? summary.cells).filter((cell) => !cellFailed(cell));
}

/** Cells by the setting, level, mode or phase that they stand for; those that stand for none are left out. */
export function cellsByGroup(cells: readonly object[]): ReadonlyMap<string, readonly object[]> {
  const groups = new Map<string, object[]>();
  for (const cell of cells) {
    const group = readText(cell, 'group');
    if (group !== null) groups.set(group, [...(groups.get(group) ?? []), cell]);
  }
  return groups;
}

/** An aggregate's keys from one value a cell: `<key>_median` and `<key>_values`; without an interval. */
export function overCells(
  cells: readonly object[],
  keys: readonly string[],
  at: readonly string[] = [],
): object {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const values = cells.map((cell) => asNumber(readPath(cell, [...at, key])));
      return [
        [`${key}_median`, medianOf(values)],
        [`${key}_values`, values],
      ];
    }),
  );
}

/** What a summary says of a metric, and the repeats behind it from the cells, where it does not list them itself. */
export function withRepeats(
  aggregate: unknown,
  cells: readonly object[],
  keys: readonly string[],
  at: readonly string[],
): object {
  const own = typeof aggregate === 'object' && aggregate !== null ? aggregate : {};
  const values = keys
    .filter((key) => readNumber(own, `${key}_median`) !== null && readKey(own, `${key}_values`) === undefined)
    .map((key) => [`${key}_values`, cells.map((cell) => asNumber(readPath(cell, [...at, key])))]);
  return { ...own, ...Object.fromEntries(values) };
}

function medianOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = Math.floor((known.length - 1) / 2);
  const [a, b] = [known[middle], known[Math.ceil((known.length - 1) / 2)]];
  return a === undefined || b === undefined ? null : (a + b) / 2;
}
