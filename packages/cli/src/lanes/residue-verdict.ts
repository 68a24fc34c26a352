import { meanInterval } from '@medkit-bench/stats';
import type { CyclesReport } from '../engine/cycle-activity.js';
import type { ResidueRow } from './residue-rows.js';

/** What growing and shrinking the graph leaves behind, cycle after cycle. */
export interface ResidueVerdict {
  verdict: 'LEAK' | 'PASS' | 'INDETERMINATE';
  reason: string;
  /** Cycles that were applied, and those that are judged: all but the first two. */
  cycles: number;
  judged_cycles: number;
  grown_by: number;
  /** Mean of what a judged cycle left, with its 95 % interval; null where it cannot be said. */
  bytes_per_cycle: number | null;
  lo95: number | null;
  hi95: number | null;
  bytes_per_entity: number | null;
  /** The most that growing took in a cycle, bytes; null where it is unknown. */
  grown_bytes: number | null;
  limit_bytes_per_cycle: number;
}

/** Fewer judged cycles than this say nothing. */
const MIN_JUDGED_CYCLES = 5;
/** The first fills caches; by the second an allocator keeps what it gave back before (glibc raises its threshold for mmap). */
const LEAD_IN_CYCLES = 2;
/** A cycle may keep this share of what it grew by, and a page in any case. */
const LIMIT_SHARE = 0.01;
const PAGE_BYTES = 4096;

/**
 * Judges what stays after each cycle: Student's t interval over the differences between the levels after
 * neighbouring cycles, which are independent where levels move at random, and only wider where they scatter about
 * a value. LEAK when the interval lies above the limit, the second half on its own reaches the limit, and it stays
 * above zero without the largest difference: a pool that fills, or one step, is no leak.
 * @param still fastest growth that the static windows allow, bytes per cycle; null when there are none
 */
export function judgeResidue(
  rows: readonly ResidueRow[],
  cycles: CyclesReport,
  still: number | null,
): ResidueVerdict {
  const left = rows
    .slice(LEAD_IN_CYCLES)
    .flatMap((row) => (row.residue_kib === null ? [] : [row.residue_kib * 1024]));
  const grown = rows.flatMap(({ before_kib: before, grown_kib: full }) =>
    before === null || full === null ? [] : [(full - before) * 1024],
  );
  // Later cycles may find what the first one took still in the allocator's hands.
  const grownBytes = grown.length > 0 ? Math.max(...grown) : null;
  const limit = Math.max(PAGE_BYTES, LIMIT_SHARE * (grownBytes ?? 0));
  const interval = left.length > 0 ? meanInterval(left, { level: 0.95 }) : null;
  const mean = interval?.mean ?? null;
  return {
    ...wordOf(left, rows, cycles, limit, still),
    cycles: rows.length,
    judged_cycles: left.length,
    grown_by: cycles.grow_by,
    bytes_per_cycle: mean,
    lo95: finite(interval?.lo),
    hi95: finite(interval?.hi),
    bytes_per_entity: mean === null ? null : mean / cycles.grow_by,
    grown_bytes: grownBytes,
    limit_bytes_per_cycle: limit,
  };
}

function wordOf(
  left: readonly number[],
  rows: readonly ResidueRow[],
  cycles: CyclesReport,
  limit: number,
  still: number | null,
): Pick<ResidueVerdict, 'verdict' | 'reason'> {
  const open = (reason: string): Pick<ResidueVerdict, 'verdict' | 'reason'> => ({
    verdict: 'INDETERMINATE',
    reason,
  });
  const undone = notUndone(rows, cycles);
  if (undone !== null) return open(undone);
  if (left.length < MIN_JUDGED_CYCLES)
    return open(
      `${left.length} cycles after the first ${LEAD_IN_CYCLES} are judged, and at least ${MIN_JUDGED_CYCLES} are needed: --cycles ${MIN_JUDGED_CYCLES + LEAD_IN_CYCLES} or more`,
    );
  const all = meanInterval(left, { level: 0.95 });
  const most = `${limit.toFixed(0)} bytes a cycle`;
  if (all.hi < limit) return { verdict: 'PASS', reason: `less than ${most} stays` };
  if (!(all.lo > limit)) return open(`whether more than ${most} stays cannot be told: --cycles more`);
  const late = left.slice(Math.floor(left.length / 2));
  if (!(meanOf(late) > limit)) return open('less and less stays: something may be filling up; --cycles more');
  const largest = left.indexOf(Math.max(...left));
  const others = left.filter((_, i) => i !== largest);
  if (!(meanInterval(others, { level: 0.95 }).lo > 0))
    return open('one cycle left most of it: --cycles more');
  if (still === null)
    return open('more stays after each cycle, but there is no static window to compare with');
  if (!(all.lo > still))
    return open(
      `more stays after each cycle, but the static graph may grow by ${Number.isFinite(still) ? still.toFixed(0) : 'any number of'} bytes in that time: --duration longer`,
    );
  return { verdict: 'LEAK', reason: `more than ${most} stays, to the last cycle` };
}

/** Why the cycles were not what they should have been; null when the target itself went up and came back. */
function notUndone(rows: readonly ResidueRow[], cycles: CyclesReport): string | null {
  if (cycles.failure !== null) return `the graph could not be changed: ${cycles.failure}`;
  const { base_count: base, hold_s: hold } = cycles;
  if (base === null) return null;
  for (const { cycle, grown_count: grown, shrunk_count: shrunk } of rows) {
    if (grown !== null && grown <= base)
      return `in cycle ${cycle} the target had not grown after ${hold} s (it counted ${grown}): --cycle-hold longer`;
    if (shrunk !== null && shrunk !== base)
      return `in cycle ${cycle} the target was not back at ${base} entities after ${hold} s (it counted ${shrunk}): --cycle-hold longer`;
  }
  return null;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
