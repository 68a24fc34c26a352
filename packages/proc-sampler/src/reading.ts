import type { ProcessIo } from './parse/process-io.js';
import type { MemoryMaps } from './parse/smaps.js';
import type { StatFields } from './parse/stat.js';
import type { StatusFields } from './parse/status.js';
import type { HostCpu } from './parse/host.js';

/** CPU time of each live thread. `tids[i]` has run `cpuNs[i]` nanoseconds. */
export interface ThreadTimes {
  tids: readonly number[];
  cpuNs: readonly number[];
  waitNs: number;
  timeslices: number;
}

/** One process at one instant, as read. */
export interface ProcessReading {
  stat: StatFields;
  status: StatusFields | null;
  /** `null` at ticks that do not read maps, and where they cannot be read. */
  memory: MemoryMaps | null;
  threads: ThreadTimes | null;
  io: ProcessIo | null;
  numFds: number | null;
}

/** Accounting of the control group the process is in. */
export interface CgroupReading {
  memoryKib: number | null;
  anonymousKib: number | null;
  fileKib: number | null;
  swapKib: number | null;
  cpuTimeS: number | null;
  throttledS: number | null;
  throttledPeriods: number | null;
}

/** The host's own state. */
export interface HostReading {
  load1: number | null;
  cpu: HostCpu | null;
  psiCpu: number | null;
  psiMemory: number | null;
  psiIo: number | null;
}

/** Everything a source gathered at one tick. Times are the clock of the machine the process lives on. */
export interface Reading {
  atS: number;
  wallMs: number;
  processes: readonly ProcessReading[];
  cgroup: CgroupReading | null;
  host: HostReading | null;
  memoryReadMs: number | null;
  costUs: number | null;
}

/** What is due at a tick besides the cheap counters. */
export interface Due {
  memory: boolean;
  host: boolean;
}
