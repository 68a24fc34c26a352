import type { CellData } from '../engine/cell.js';
import type { CellConditions, ObserverNumbers } from './cell-record.js';

/** More than this share of the cores busy with something else makes a window incomparable. */
const OTHER_BUSY_SHARE = 0.2;
const MAX_STEAL = 0.05;

/** Whether the host was quiet enough during a cell's window. */
export function conditionsOf(data: CellData, targetCpuCores: number | null): CellConditions {
  const host = data.subjects[0]?.window.host;
  const nproc = host?.nproc ?? null;
  const steal = host?.steal_ratio ?? null;
  const other = otherBusy(host?.busy_cores_mean ?? null, targetCpuCores, data.ownCpuCores);
  const reason =
    other !== null && nproc !== null && other > OTHER_BUSY_SHARE * nproc
      ? `${other.toFixed(2)} of ${nproc} cores were busy with something else`
      : steal !== null && steal > MAX_STEAL
        ? `${(steal * 100).toFixed(1)} % of the CPU was stolen by the hypervisor`
        : null;
  return {
    load1: host?.load1_max ?? null,
    steal_ratio: steal,
    other_busy_cores: other,
    high_load: reason !== null,
    high_load_reason: reason,
  };
}

function otherBusy(busy: number | null, target: number | null, own: number | null): number | null {
  if (busy === null) return null;
  return Math.max(0, busy - (target ?? 0) - (own ?? 0));
}

/** What watching cost and missed, summed over the subjects. */
export function observerOf(data: CellData): ObserverNumbers {
  const observers = data.subjects.map((subject) => subject.window);
  const first = observers[0];
  return {
    cpu_cores: sumKnown(observers.map((window) => window.observer.cpu_cores)),
    own_cpu_cores: data.ownCpuCores,
    memory_read_ms_median: first?.observer.memory_read_ms_median ?? null,
    missed_ticks: observers.reduce((sum, window) => sum + window.missed_ticks, 0),
    expected_ticks: observers.reduce((sum, window) => sum + window.expected_ticks, 0),
  };
}

function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value): value is number => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}
