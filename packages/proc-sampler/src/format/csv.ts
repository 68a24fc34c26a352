import type { Sample } from '../sample.js';
import { COLUMN_NAMES } from './columns.js';

/** The header line; every record has every column, so files of different runs can be joined. */
export function csvHeader(): string {
  return COLUMN_NAMES.join(',') + '\n';
}

/** One line; `null` is an empty cell. No value can hold a comma or a quote. */
export function csvLine(sample: Sample): string {
  return COLUMN_NAMES.map((name) => sample[name] ?? '').join(',') + '\n';
}
