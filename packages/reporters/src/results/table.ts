/** How a cell of a table is marked, in words and shape as well as in colour. */
export type CellMark = 'unreliable' | 'failed' | 'unknown';

/** One cell: what is shown, what it sorts by, and how it is marked. The text is not escaped. */
export interface TableCell {
  readonly text: string;
  readonly sort: number | string | null;
  readonly mark?: CellMark;
}

/** A column; `optional` ones give way first where there is little room. */
export interface TableColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  readonly optional?: boolean;
}

/** A table of results, free of any output format. */
export interface ResultTable {
  readonly title: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  /** How to read it. */
  readonly note: string;
}

/** A cell of plain text. */
export function textCell(text: string, mark?: CellMark): TableCell {
  return mark === undefined ? { text, sort: text } : { text, sort: text, mark };
}

/** A cell of a number already written out. */
export function numberCell(text: string, sort: number | null): TableCell {
  return sort === null ? { text, sort: null, mark: 'unknown' } : { text, sort };
}
