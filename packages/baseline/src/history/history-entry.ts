import { createHash } from 'node:crypto';
import { hostKey } from '../host/host-key.js';
import type { MeasuredRun } from '../model/measured-lane.js';
import { centreOf } from '../model/metric-record.js';

/** One lane of one run in the history: a line of the store. */
export interface HistoryEntry {
  schema_version: 1;
  /** The same lane of the same run has the same id, so that it is imported once. */
  id: string;
  run: string;
  lane: string;
  profile: string | null;
  /** Figures of different hosts, or of quick and full runs, are different series. */
  host: string;
  quick: boolean | null;
  high_load: boolean | null;
  method_version: number | null;
  commit: string | null;
  finished_at: string | null;
  /** Medians, estimates or counts by full name. */
  metrics: Record<string, number>;
}

/** The lanes of a run as the history keeps them. */
export function historyEntries(run: MeasuredRun): HistoryEntry[] {
  const host = hostKey(run.host);
  return Object.entries(run.lanes).map(([lane, measured]) => {
    const metrics = Object.fromEntries(
      Object.entries(measured.metrics).map(([name, record]) => [name, centreOf(record)]),
    );
    const entry = {
      run: run.name,
      lane,
      profile: measured.profile,
      host,
      quick: measured.quick,
      high_load: measured.high_load,
      method_version: measured.method_version,
      commit: measured.gateway_commit,
      finished_at: measured.finished_at,
      metrics,
    };
    const id = createHash('sha256').update(JSON.stringify(entry)).digest('hex').slice(0, 16);
    return { schema_version: 1, id, ...entry };
  });
}
