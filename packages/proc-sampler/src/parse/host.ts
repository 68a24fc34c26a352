import { parseError } from '../errors.js';
import { TICKS_PER_S } from './stat.js';

/** Cumulative CPU time of the whole host from the first line of `/proc/stat`, seconds since boot. */
export interface HostCpu {
  /** Work of any kind, steal not included. */
  busyS: number;
  /** Time the hypervisor gave to somebody else. */
  stealS: number;
  /** Everything, idle included. */
  totalS: number;
}

/** Parses `/proc/stat` (the first line is enough). Throws `MEDKIT_PROC_PARSE`. Guest time is inside `user` already. */
export function parseHostCpu(text: string): HostCpu {
  const line = text.slice(0, text.indexOf('\n'));
  const match = /^cpu +(\d+(?: \d+){3,})$/.exec(line.trimEnd());
  if (match === null) throw parseError('/proc/stat', '"cpu" and its counters', text);
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = (
    match[1] as string
  )
    .split(' ')
    .map((field) => Number(field) / TICKS_PER_S);
  const busyS = user + nice + system + irq + softirq;
  return { busyS, stealS: steal, totalS: busyS + steal + idle + iowait };
}

/** The three load averages of `/proc/loadavg`. Throws `MEDKIT_PROC_PARSE`. */
export function parseLoadAverage(text: string): { load1: number; load5: number; load15: number } {
  const match = /^(\d+\.\d+) (\d+\.\d+) (\d+\.\d+)( |$)/.exec(text);
  if (match === null) throw parseError('/proc/loadavg', 'three averages', text);
  return { load1: Number(match[1]), load5: Number(match[2]), load15: Number(match[3]) };
}

/** `some avg10` of a pressure file: share of the last 10 s in which a task waited, percent; `null` if it is not one. */
export function parsePressureAvg10(text: string): number | null {
  const match = /^some avg10=(\d+\.\d+) /m.exec(text);
  return match === null ? null : Number(match[1]);
}

/** Seconds since boot from `/proc/uptime`, 10 ms grain. Throws `MEDKIT_PROC_PARSE`. */
export function parseUptime(text: string): number {
  const match = /^(\d+\.\d+)(?: \d+\.\d+)?\n?$/.exec(text);
  if (match === null) throw parseError('/proc/uptime', 'two times', text);
  return Number(match[1]);
}
