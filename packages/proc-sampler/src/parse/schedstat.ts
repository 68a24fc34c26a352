import { parseError } from '../errors.js';

/** One thread's `/proc/PID/task/TID/schedstat`. */
export interface SchedStat {
  /** Nanoseconds on a CPU; up to one kernel tick behind while the thread is running. */
  cpuNs: number;
  /** Nanoseconds runnable but waiting for a CPU: the host's noise as this thread felt it. */
  waitNs: number;
  /** Times the thread was put on a CPU. */
  timeslices: number;
}

const THREE_NUMBERS = /^(\d+) (\d+) (\d+)\n?$/;

/** Parses a schedstat line. Throws `MEDKIT_PROC_PARSE`. */
export function parseSchedstat(text: string): SchedStat {
  const match = THREE_NUMBERS.exec(text);
  const [cpuNs, waitNs, timeslices] = match === null ? [] : match.slice(1).map(Number);
  if (
    cpuNs === undefined ||
    waitNs === undefined ||
    timeslices === undefined ||
    !Number.isFinite(cpuNs + waitNs)
  ) {
    throw parseError('schedstat', 'three numbers', text);
  }
  return { cpuNs, waitNs, timeslices };
}
