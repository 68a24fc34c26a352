import { getHeapStatistics } from 'node:v8';
import { badInput } from '../errors.js';
import type { RunFiles } from './run-files.js';

/**
 * Memory that a cell takes for each byte of its samples while its figures are worked out: medians and change points
 * need all of them at once. From above: 340 bytes a line were measured, of lines of 500 bytes and more.
 */
const MEMORY_PER_BYTE = 0.8;
const MIB = 2 ** 20;

/**
 * Refuses a cell that is too long for this process before anything is read, instead of running out of memory on the way.
 * @throws BenchError (exit 2) naming the cell and the memory that it takes
 */
export function requireMemory(
  files: Pick<RunFiles, 'samplesBytes'>,
  lane: string,
  cellIds: readonly string[],
  limitBytes: number = getHeapStatistics().heap_size_limit,
): void {
  for (const id of cellIds) {
    const needed = files.samplesBytes(lane, id) * MEMORY_PER_BYTE;
    if (needed <= limitBytes) continue;
    const mib = Math.ceil(needed / MIB);
    throw badInput(
      `${lane}: the samples of cell ${id} take about ${mib} MiB of memory while they are worked out, and this process may use ${Math.floor(limitBytes / MIB)} MiB`,
      `give it more: NODE_OPTIONS=--max-old-space-size=${mib} medkit-bench verify`,
    );
  }
}
