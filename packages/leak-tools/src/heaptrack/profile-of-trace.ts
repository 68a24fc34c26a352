import { siteOf, type AllocationSite, type FoldedStack, type StackFrame } from '../sites/site.js';
import { mergeSites } from '../sites/merge-sites.js';
import type { HeapMeasure, HeapProfile } from './heap-profile.js';
import { KEPT_BY_THE_SYSTEM, leakPattern } from './leak-suppressions.js';
import type { TraceState } from './trace-state.js';
import type { SiteCost } from './trace-costs.js';

// Bytes and count of a site in each measure; measures that count calls show the bytes those calls asked for.
const WEIGHTS: Record<HeapMeasure, (row: SiteCost) => { bytes: number; count: number; rank: number }> = {
  leaked: (row) => ({ bytes: row.leakedBytes, count: row.leakedBlocks, rank: row.leakedBytes }),
  peak: (row) => ({ bytes: row.peakBytes, count: row.peakBlocks, rank: row.peakBytes }),
  allocated: (row) => ({ bytes: row.allocatedBytes, count: row.allocations, rank: row.allocatedBytes }),
  calls: (row) => ({ bytes: row.allocatedBytes, count: row.allocations, rank: row.allocations }),
  temporary: (row) => ({ bytes: row.allocatedBytes, count: row.temporary, rank: row.temporary }),
};

/** The finished profile of a trace that was read to its end. */
export function profileOf(state: TraceState, suppressions: readonly string[]): HeapProfile {
  const rows = state.costs.rows();
  const stackOf = (row: SiteCost): StackFrame[] => state.symbols.stack(row.trace);
  const matchers = [...KEPT_BY_THE_SYSTEM, ...state.embeddedSuppressions, ...suppressions].map(leakPattern);
  const suppressed = new Set(
    rows.filter((row) => row.leakedBytes > 0 && isSuppressed(stackOf(row), matchers)),
  );
  const hidden = [...suppressed];
  const suppressedBytes = hidden.reduce((sum, row) => sum + row.leakedBytes, 0);
  const chosen = (measure: HeapMeasure): SiteCost[] =>
    rows.filter((row) => WEIGHTS[measure](row).rank > 0 && !(measure === 'leaked' && suppressed.has(row)));
  return {
    source: 'trace',
    heaptrackVersion: state.heaptrackVersion,
    command: state.command,
    attached: state.attached,
    durationS: state.timeMs / 1000,
    totals: {
      allocations: state.costs.allocations,
      temporaryAllocations: state.costs.temporary,
      peakBytes: state.costs.peakBytes,
      peakAtS: state.costs.peakAtMs / 1000,
      leakedBytes: state.costs.liveBytes - suppressedBytes,
      leakedBlocks: state.costs.liveBlocks - hidden.reduce((sum, row) => sum + row.leakedBlocks, 0),
      suppressedBytes,
      peakRssBytes: state.peakRssBytes,
    },
    series: state.series.all(),
    unresolvedShare:
      rows.length === 0 ? 0 : rows.filter((row) => !siteOf(stackOf(row), 0, 0).resolved).length / rows.length,
    sites: (measure, limit) => sitesOf(chosen(measure), measure, stackOf).slice(0, limit),
    folded: (measure) => chosen(measure).map((row) => foldedOf(stackOf(row), WEIGHTS[measure](row).rank)),
  };
}

function sitesOf(
  rows: SiteCost[],
  measure: HeapMeasure,
  stackOf: (row: SiteCost) => StackFrame[],
): AllocationSite[] {
  const sites = rows.map((row) => {
    const { bytes, count } = WEIGHTS[measure](row);
    return siteOf(stackOf(row), bytes, count);
  });
  const merged = mergeSites(sites);
  return measure === 'calls' || measure === 'temporary' ? merged.sort((a, b) => b.count - a.count) : merged;
}

function foldedOf(stack: StackFrame[], weight: number): FoldedStack {
  return { frames: stack.map((frame) => frame.function).reverse(), weight };
}

function isSuppressed(stack: StackFrame[], matchers: ((text: string) => boolean)[]): boolean {
  return stack.some((frame) =>
    [frame.function, frame.file, frame.module].some(
      (text) => text !== null && matchers.some((match) => match(text)),
    ),
  );
}
