import { readFileSync } from 'node:fs';
import { parseStat } from './parse/stat.js';

/** Start time of `pid` in ticks since boot, `null` when it is not there: with the pid it is a process's identity. */
export function readStartTicks(pid: number, procRoot = '/proc'): number | null {
  try {
    return parseStat(readFileSync(`${procRoot}/${pid}/stat`, 'latin1')).startTicks;
  } catch {
    return null;
  }
}
