import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';

/** A slope of memory (B/s) with its 95 % interval. */
export interface ChurnSlope {
  /** `static` or `churn`. */
  readonly graph: string;
  /** The window, or `null` for all windows of the graph together. */
  readonly cellId: string | null;
  readonly slope: number | null;
  readonly lo: number | null;
  readonly hi: number | null;
}

/** The slopes of a churn summary: of each kind of graph the whole, then its windows. */
export function churnSlopes(summary: LaneSummary): readonly ChurnSlope[] {
  return ['static', 'churn'].flatMap((graph) => {
    const phase = readKey(summary, graph);
    if (typeof phase !== 'object' || phase === null) return [];
    return [slopeOf(phase, graph, null)].concat(
      readList(phase, 'repeats').map((one) => slopeOf(one, graph, readText(one, 'cell_id') ?? 'unnamed')),
    );
  });
}

function slopeOf(source: unknown, graph: string, cellId: string | null): ChurnSlope {
  return {
    graph,
    cellId,
    slope: readNumber(source, 'slope_b_s'),
    lo: readNumber(source, 'lo95'),
    hi: readNumber(source, 'hi95'),
  };
}

/** Slopes below this (B/s) are not called a leak; `null` when the summary does not say. */
export function leakFloor(summary: LaneSummary): number | null {
  return readNumber(readKey(summary, 'leak'), 'floor_b_s');
}

/** Windows under churn that were planned and judged but left no slope. */
export function windowsWithoutSlope(summary: LaneSummary): readonly string[] {
  const known = new Set(churnSlopes(summary).map((slope) => slope.cellId));
  return readList(readKey(summary, 'leak'), 'repeats')
    .map((one) => readText(one, 'cell_id') ?? 'unnamed')
    .filter((cellId) => !known.has(cellId));
}
