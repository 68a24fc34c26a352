import { parseSmapsRollup } from '../src/parse/smaps.js';
import { parseStat } from '../src/parse/stat.js';
import { parseStatus } from '../src/parse/status.js';
import type { ProcessReading, Reading } from '../src/reading.js';
import { fixture } from './fixture.ts';

/** A process as recorded, with some fields of its stat changed. */
export function processReading(stat: Partial<ProcessReading['stat']> = {}): ProcessReading {
  return {
    stat: { ...parseStat(fixture('gateway-cyclone/stat')), ...stat },
    status: parseStatus(fixture('gateway-cyclone/status')),
    memory: parseSmapsRollup(fixture('gateway-cyclone/smaps_rollup')),
    threads: null,
    io: null,
    numFds: 20,
  };
}

/** A reading of `processes` at `atS`. */
export function reading(atS: number, processes: readonly ProcessReading[] = [processReading()]): Reading {
  return { atS, wallMs: 1000 * atS, processes, cgroup: null, host: null, memoryReadMs: 1, costUs: 1000 };
}
