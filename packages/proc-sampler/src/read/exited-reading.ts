import { emptyMaps } from '../parse/smaps.js';
import type { StatFields } from '../parse/stat.js';
import type { ProcessReading } from '../reading.js';

/**
 * An ended process that nobody has waited for keeps its CPU time and has no memory.
 * It stays in the sum of a tree: its parent will inherit that time, and it must not be counted twice.
 */
export function exitedReading(stat: StatFields): ProcessReading {
  const none = { rssKib: 0, anonymousKib: 0, shmemKib: 0, swapKib: 0, peakRssKib: 0 };
  return {
    stat: { ...stat, numThreads: 0 },
    status: { ...none, voluntarySwitches: 0, involuntarySwitches: 0 },
    memory: emptyMaps(),
    threads: { tids: [], cpuNs: [], waitNs: 0, timeslices: 0 },
    io: { rcharBytes: 0, wcharBytes: 0, readBytes: 0, writeBytes: 0 },
    numFds: 0,
  };
}
