import { asNumber, readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';

/** One point of a latency curve. */
export interface LatencyPoint {
  /** 0 to 1, below 1. */
  readonly quantile: number;
  readonly ms: number;
}

/** One level of load over one kind of connection. */
export interface LoadRow {
  readonly name: string;
  readonly cell: object;
  readonly curve: readonly LatencyPoint[];
  /** Was the generator itself too late to be believed? */
  readonly generatorBound: boolean;
  readonly failure: string | null;
}

/** The levels of a load summary in the order they were planned. */
export function loadRows(summary: LaneSummary): readonly LoadRow[] {
  return summary.cells.map((cell) => {
    const connections = readText(cell, 'connections');
    const level = readText(cell, 'level') ?? 'unnamed';
    return {
      name: connections === null || level === 'off' ? level : `${level}, ${connections}`,
      cell,
      curve: curveOf(cell),
      generatorBound: readKey(cell, 'generator_bound') === true,
      failure:
        readKey(cell, 'status') === 'failed'
          ? (readText(cell, 'failure') ?? 'failed, no reason given')
          : null,
    };
  });
}

// The last point of a curve is the maximum: it has no place on an axis that ends before 100 %.
function curveOf(cell: object): LatencyPoint[] {
  return readList(cell, 'latency_curve').flatMap((point) => {
    const quantile = readNumber(point, 'quantile');
    const ms = asNumber(readKey(point, 'ms'));
    return quantile === null || ms === null || quantile < 0 || quantile >= 1 || ms <= 0
      ? []
      : [{ quantile, ms }];
  });
}
