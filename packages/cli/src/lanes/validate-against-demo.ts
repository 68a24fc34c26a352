import { median } from '@medkit-bench/stats';
import { readJson } from '../engine/store.js';
import { badInput } from '../errors.js';

/** Memory per entity of a synthetic graph counts as like the real stack's within this ratio. */
const CONSISTENT = { lo: 0.7, hi: 1.4 };

/** The nearest synthetic size may be this far from the real one. */
const MAX_SIZE_DISTANCE = 0.5;

/** What the real stack costs. */
export interface RealStack {
  source: string;
  ussKib: number;
  entityCount: number;
}

/** Synthetic against real memory per entity. */
export interface Validation {
  verdict: 'consistent' | 'not consistent' | 'not comparable';
  reason: string;
  real_kib_per_entity: number;
  synthetic_kib_per_entity: number | null;
  ratio: number | null;
  nearest_entity_count: number | null;
}

/**
 * Reads a footprint summary of the real stack.
 * @throws BenchError (exit 2) when it is no such summary
 */
export function readRealStack(file: string): RealStack {
  const summary = readJson(file) as { lane?: unknown; cell?: Record<string, unknown> } | null;
  if (summary === null)
    throw badInput(
      `--validate-against-demo: there is no ${file}`,
      'give the summary.json of a footprint run of the real stack',
    );
  const uss = summary.cell?.['uss_kib_median'];
  const count = summary.cell?.['entity_count'];
  if (summary.lane !== 'footprint' || typeof uss !== 'number' || typeof count !== 'number' || count <= 0) {
    throw badInput(`--validate-against-demo: ${file} is no footprint summary with a USS and an entity count`);
  }
  return { source: file, ussKib: uss, entityCount: count };
}

/** Compares USS per entity at the synthetic size nearest to the real one. */
export function validateAgainst(
  real: RealStack,
  rows: readonly { entity_count: number | null; uss_kib_median: number | null }[],
): Validation {
  const realPer = real.ussKib / real.entityCount;
  const usable = rows.filter((row) => (row.entity_count ?? 0) > 0 && row.uss_kib_median !== null);
  const distance = (count: number): number => Math.abs(count - real.entityCount) / real.entityCount;
  const nearestCount = usable
    .map((row) => row.entity_count ?? 0)
    .sort((a, b) => distance(a) - distance(b))[0];
  const none = { real_kib_per_entity: realPer, synthetic_kib_per_entity: null, ratio: null };
  if (nearestCount === undefined || distance(nearestCount) > MAX_SIZE_DISTANCE) {
    return {
      ...none,
      verdict: 'not comparable',
      reason: `no synthetic size within 50 % of the real stack's ${real.entityCount} entities`,
      nearest_entity_count: nearestCount ?? null,
    };
  }
  const there = usable
    .filter((row) => row.entity_count === nearestCount)
    .map((row) => row.uss_kib_median ?? 0);
  const syntheticPer = median(there) / nearestCount;
  const ratio = syntheticPer / realPer;
  const consistent = ratio >= CONSISTENT.lo && ratio <= CONSISTENT.hi;
  return {
    verdict: consistent ? 'consistent' : 'not consistent',
    reason: `${syntheticPer.toFixed(0)} KiB per entity at ${nearestCount} synthetic against ${realPer.toFixed(0)} at ${real.entityCount} real: ratio ${ratio.toFixed(2)}, consistent from ${CONSISTENT.lo} to ${CONSISTENT.hi}`,
    real_kib_per_entity: realPer,
    synthetic_kib_per_entity: syntheticPer,
    ratio,
    nearest_entity_count: nearestCount,
  };
}
