import { BaselineError } from '../errors.js';
import { hostFingerprint } from '../host/host-fingerprint.js';
import type { MeasuredLane } from '../model/measured-lane.js';
import type { MetricRecord } from '../model/metric-record.js';
import { BASELINE_SCHEMA, BASELINE_SCHEMA_VERSION, type BaselineFile } from './baseline-file.js';

type Section = Readonly<Record<string, unknown>>;

/** Whether parsed JSON looks like a baseline of the Python harness: a host and lanes with dotted keys. */
export function isHarnessBaseline(data: unknown): boolean {
  if (!isSection(data) || 'schema' in data || !isSection(data['host'])) return false;
  return Object.entries(data).some(
    ([lane, section]) => isSection(section) && Object.keys(section).some((key) => key.startsWith(`${lane}.`)),
  );
}

/**
 * Turns a baseline of the Python harness into ours. It holds medians only and neither parameters nor a method
 * version: all of that is unknown, not different.
 * @throws BaselineError MEDKIT_BASELINE_INVALID naming the key
 */
export function fromHarness(data: unknown, path: string): BaselineFile {
  const file = data as Section;
  const commit = typeof file['gateway_sha'] === 'string' ? file['gateway_sha'] : null;
  const lanes: Record<string, MeasuredLane> = {};
  for (const [name, section] of Object.entries(file)) {
    if (name === 'host' || !isSection(section)) continue;
    lanes[name] = { ...nothingSaid(commit), metrics: laneMetrics(name, section, path) };
  }
  return {
    schema: BASELINE_SCHEMA,
    schema_version: BASELINE_SCHEMA_VERSION,
    created_at: '',
    updated_at: '',
    host: hostFingerprint(file['host'] as Section),
    lanes,
  };
}

function laneMetrics(lane: string, section: Section, path: string): Record<string, MetricRecord> {
  const metrics: Record<string, MetricRecord> = {};
  for (const [key, value] of Object.entries(section)) {
    if (value === null || key === 'scaling.ci_lo' || key === 'scaling.ci_hi') continue;
    const number = figure(value, `${lane} > ${key}`, path);
    if (key === 'scaling.exponent') {
      const lo = openEnd(section['scaling.ci_lo'], `${lane} > scaling.ci_lo`, path);
      const hi = openEnd(section['scaling.ci_hi'], `${lane} > scaling.ci_hi`, path);
      metrics[key] = { kind: 'interval', estimate: number, lo, hi };
    } else {
      metrics[ourName(key)] = { kind: 'sample', values: null, median: number };
    }
  }
  return metrics;
}

/** `footprint.uss_kib_median` is `footprint.uss_kib`, `load.heavy_p95_ms` is `load[heavy].p95_ms`. */
function ourName(key: string): string {
  const level = /^load\.(off|light|heavy)_(.+)$/.exec(key);
  const name = level === null ? key : `load[${level[1]}].${level[2]}`;
  return name.replace(/_median$/, '');
}

function figure(value: unknown, where: string, path: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new BaselineError(
    'MEDKIT_BASELINE_INVALID',
    `${path} is not a baseline: at ${where}: expected a number, got ${JSON.stringify(value)}`,
    { next: 'correct that figure, or remove it' },
  );
}

function openEnd(value: unknown, where: string, path: string): number | null {
  return value === null || value === undefined ? null : figure(value, where, path);
}

function nothingSaid(commit: string | null): Omit<MeasuredLane, 'metrics'> {
  return {
    tool_version: null,
    method_version: null,
    profile: null,
    quick: null,
    high_load: null,
    gateway_commit: commit,
    run: null,
    started_at: null,
    finished_at: null,
    steady_count: null,
    parameters: null,
    params_in_force: null,
    threads: {},
  };
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
