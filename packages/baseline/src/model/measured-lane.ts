import type { HostFingerprint } from '../host/host-fingerprint.js';
import type { MetricRecord } from './metric-record.js';

/** Threads by name, in one row of a lane. */
export type ThreadCensus = Record<string, number>;

/** What one lane measured, and under which conditions; null is "not said", never "the same". */
export interface MeasuredLane {
  tool_version: string | null;
  method_version: number | null;
  profile: string | null;
  quick: boolean | null;
  high_load: boolean | null;
  /** Commit of the measured program. */
  gateway_commit: string | null;
  /** Name of the run folder the figures come from. */
  run: string | null;
  started_at: string | null;
  finished_at: string | null;
  steady_count: string | null;
  /** The lane's flags in force. */
  parameters: Record<string, unknown> | null;
  /** The program's own parameters, as read back from it. */
  params_in_force: Record<string, unknown> | null;
  /** By full name, such as `footprint.uss_kib` or `load[heavy].p95_ms`. */
  metrics: Record<string, MetricRecord>;
  /** By row of the lane (the empty name where it has one row only). */
  threads: Record<string, ThreadCensus>;
}

/** Something that does not stop a comparison but should be known. */
export interface Note {
  code: string;
  message: string;
}

/** One run folder, read: every lane on one host. */
export interface MeasuredRun {
  name: string;
  path: string;
  host: HostFingerprint;
  lanes: Record<string, MeasuredLane>;
  notes: Note[];
}
