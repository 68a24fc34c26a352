import type { HostFingerprint } from '../host/host-fingerprint.js';
import type { MeasuredLane, MeasuredRun } from '../model/measured-lane.js';

/** A baseline: what this host measured once and is compared with from then on. */
export interface BaselineFile {
  schema: 'medkit-bench/baseline';
  schema_version: 1;
  created_at: string;
  updated_at: string;
  host: HostFingerprint;
  lanes: Record<string, MeasuredLane>;
}

/** A baseline that was read, and how. */
export interface LoadedBaseline {
  path: string;
  /** `harness` is the Python harness's file: medians only, no parameters. */
  format: 'medkit-bench' | 'harness';
  baseline: BaselineFile;
}

/** Name by which a baseline file is known from other JSON. */
export const BASELINE_SCHEMA = 'medkit-bench/baseline';

/** Version of the baseline file; raised when a reader of the old one would misread the new one. */
export const BASELINE_SCHEMA_VERSION = 1;

/** The baseline that a run makes; lanes of `previous` that the run lacks stay. */
export function baselineFromRun(
  run: MeasuredRun,
  now: Date,
  previous: BaselineFile | null = null,
): BaselineFile {
  return {
    schema: BASELINE_SCHEMA,
    schema_version: BASELINE_SCHEMA_VERSION,
    created_at: (previous?.created_at ?? '') || now.toISOString(),
    updated_at: now.toISOString(),
    host: run.host,
    lanes: sortedByName({ ...previous?.lanes, ...run.lanes }),
  };
}

function sortedByName<T>(entries: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));
}
