import { getHeapStatistics } from 'node:v8';
import { badInput } from '../errors.js';
import type { CellPlan } from './cell.js';

/**
 * What a sample takes while the figures of its window are worked out: its columns, and what slopes and change points
 * need of them (340 bytes were measured: docs/proofs/scale.md). Until then it is in the cell's folder only.
 */
const SAMPLE_BYTES = 400;

/** The rest is for everything else. */
const SHARE_OF_HEAP = 1 / 2;

/**
 * Refuses a cell whose samples would not fit into memory: it would be lost after hours, not before its first minute.
 * @param subjects processes that are watched at the same time
 * @throws BenchError (exit 2)
 */
export function requireRoom(
  cells: readonly Pick<CellPlan, 'windowS' | 'intervalS'>[],
  subjects: number,
  heapBytes: number = getHeapStatistics().heap_size_limit,
): void {
  const most = Math.floor((heapBytes * SHARE_OF_HEAP) / SAMPLE_BYTES / Math.max(1, subjects));
  const worst = cells.find(({ windowS, intervalS }) => windowS / intervalS > most);
  if (worst === undefined) return;
  const samples = Math.ceil(worst.windowS / worst.intervalS) * Math.max(1, subjects);
  const longer = Number(((1.1 * worst.windowS) / most).toPrecision(2));
  const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw badInput(
    `a window of ${worst.windowS} s at ${worst.intervalS} s is ${samples} samples, which need ${gib(samples * SAMPLE_BYTES)} of memory; Node.js may use ${gib(heapBytes)} here, and the figures need room too`,
    `--interval ${longer} or longer, or a shorter --duration; \`proc-sampler --out FILE\` keeps nothing in memory`,
  );
}
