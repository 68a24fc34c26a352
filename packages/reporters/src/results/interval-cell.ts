import type { Quantity } from '../format/number.js';
import { showInterval } from '../format/number.js';
import { readAggregate } from './metrics.js';
import type { TableCell } from './table.js';
import { numberCell } from './table.js';

/** `<key>_median` with its `_lo95` and `_hi95`, or `unknown`. */
export function intervalCell(source: unknown, key: string, quantity: Quantity): TableCell {
  const value = readAggregate(source, key);
  return numberCell(showInterval(value.median, value.lo, value.hi, quantity), value.median);
}
