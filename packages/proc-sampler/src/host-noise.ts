import { availableParallelism } from 'node:os';
import { HostReader } from './read/host-reader.js';

/** The host at one instant: averages as they stand, times cumulative since boot; `null` where not offered. */
export interface HostNoise {
  nproc: number;
  load1: number | null;
  busy_time_s: number | null;
  steal_time_s: number | null;
  total_time_s: number | null;
  /** Share of the last 10 s in which some task waited, percent. */
  psi_cpu_some_avg10: number | null;
  psi_memory_some_avg10: number | null;
  psi_io_some_avg10: number | null;
}

/** Reads the host's own state; two readings give rates by {@link hostNoiseBetween}. */
export function readHostNoise(procRoot = '/proc'): HostNoise {
  const reader = new HostReader(procRoot);
  const { load1, cpu, psiCpu, psiMemory, psiIo } = reader.read();
  reader.close();
  return {
    nproc: availableParallelism(),
    load1,
    busy_time_s: cpu?.busyS ?? null,
    steal_time_s: cpu?.stealS ?? null,
    total_time_s: cpu?.totalS ?? null,
    psi_cpu_some_avg10: psiCpu,
    psi_memory_some_avg10: psiMemory,
    psi_io_some_avg10: psiIo,
  };
}

/** Cores busy and share of time stolen between two readings, `null` when they are closer than the 10 ms grain. */
export function hostNoiseBetween(
  before: HostNoise,
  after: HostNoise,
): { busy_cores: number | null; steal_ratio: number | null } {
  const step = (key: 'busy_time_s' | 'steal_time_s' | 'total_time_s'): number | null => {
    const from = before[key];
    const to = after[key];
    return from === null || to === null ? null : to - from;
  };
  const [busy, steal, total] = [step('busy_time_s'), step('steal_time_s'), step('total_time_s')];
  if (busy === null || steal === null || total === null || total <= 0)
    return { busy_cores: null, steal_ratio: null };
  return { busy_cores: (busy / total) * after.nproc, steal_ratio: steal / total };
}
