import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

/** Parameters in force, by dotted name. */
export type Params = Map<string, unknown>;

interface Known {
  default: unknown;
  /** The values a text may have. */
  oneOf?: readonly string[];
  min?: number;
  max?: number;
}

/** What the gateway declares, with the real gateway's defaults and ranges; `reference.*` are this one's own truths. */
const KNOWN: Record<string, Known> = {
  refresh_interval_ms: { default: 30_000, min: 100, max: 60_000 },
  'discovery.mode': { default: 'runtime_only' },
  'discovery.refresh_debounce_ms': { default: 1000, min: 0, max: 60_000 },
  'discovery.runtime.enabled': { default: true },
  'discovery.runtime.create_functions_from_namespaces': { default: true },
  'server.host': { default: '127.0.0.1' },
  'server.port': { default: 8080, min: 1024, max: 65_535 },
  'server.http_thread_pool_size': { default: 6, min: 1, max: 1024 },
  'server.executor_threads': { default: 2, min: 1, max: 256 },
  'server.keep_alive_timeout_sec': { default: 2, min: 1, max: 3600 },
  'sse.max_clients': { default: 2, min: 1, max: 1024 },
  'triggers.enabled': { default: true },
  'entity_freeze_frame.enabled': { default: true },
  'entity_cache.capacity': { default: 256, min: 16, max: 1e6 },
  confirmation_threshold: { default: -1, min: -1000, max: 1000 },
  healing_enabled: { default: false },
  healing_threshold: { default: 3, min: 1, max: 1000 },
  'fault_manager.service_timeout_sec': { default: 5, min: 0.1, max: 60 },
  'snapshots.enabled': { default: true },
  'snapshots.capture_pool_size': { default: 2, min: 1, max: 64 },
  'snapshots.capture_queue_depth': { default: 16, min: 1, max: 10_000 },
  'snapshots.rosbag.enabled': { default: false },
  'reference.fault_manager': { default: 'up', oneOf: ['up', 'down'] },
  'reference.capture_bytes': { default: 0, min: 0, max: 1e9 },
  'reference.capture_duration_s': { default: 0.5, min: 0, max: 3600 },
  'reference.capture_retain_bytes': { default: 0, min: 0, max: 1e9 },
  'reference.recording_duration_s': { default: 1, min: 0, max: 3600 },
  'reference.base_ballast_mib': { default: 10, min: 0, max: 100_000 },
  'reference.bytes_per_entity': { default: 0, min: 0, max: 1e9 },
  'reference.entity_exponent': { default: 1, min: 0, max: 4 },
  'reference.refresh_cpu_ms': { default: 0, min: 0, max: 10_000 },
  'reference.extra_threads': { default: 0, min: 0, max: 256 },
  'reference.leak_bytes_per_s': { default: 0, min: 0, max: 1e9 },
  'reference.leak_bytes_per_change': { default: 0, min: 0, max: 1e9 },
  'reference.leak_bytes_per_request': { default: 0, min: 0, max: 1e9 },
  'reference.leak_cap_bytes': { default: 0, min: 0, max: 1e12 },
  'reference.cpu_cores': { default: 0, min: 0, max: 64 },
  'reference.cpu_per_request_ms': { default: 0, min: 0, max: 10_000 },
  'reference.triggers_bytes': { default: 0, min: 0, max: 1e10 },
  'reference.delay_distribution': {
    default: 'constant',
    oneOf: ['constant', 'uniform', 'exponential', 'lognormal'],
  },
  'reference.delay_ms': { default: 0, min: 0, max: 60_000 },
  'reference.delay_spread': { default: 0, min: 0, max: 60_000 },
  'reference.delay_seed': { default: 1, min: 0, max: 4_294_967_295 },
  'reference.stall_every_s': { default: 0, min: 0, max: 3600 },
  'reference.stall_s': { default: 0, min: 0, max: 3600 },
  'reference.request_log': { default: '' },
};

/** Parameters of a file over the defaults; what does not fit is warned of and left at its default, as the real gateway does. */
export function loadParams(file: string | null, warn: (text: string) => void): Params {
  const params: Params = new Map(Object.entries(KNOWN).map(([name, known]) => [name, known.default]));
  for (const [name, value] of file === null ? [] : readFile(file)) {
    const known = KNOWN[name];
    if (!known) warn(`parameter ${name} is not declared; ignored`);
    else if (!fits(value, known))
      warn(`parameter ${name}: ${JSON.stringify(value)} is not valid; using ${String(known.default)}`);
    else params.set(name, value);
  }
  return params;
}

function fits(value: unknown, known: Known): boolean {
  if (typeof value !== typeof known.default) return false;
  if (known.oneOf) return known.oneOf.includes(value as string);
  if (typeof value !== 'number') return true;
  return Number.isFinite(value) && value >= (known.min ?? -Infinity) && value <= (known.max ?? Infinity);
}

function readFile(file: string): Map<string, unknown> {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const problem = document.errors[0];
  if (problem) {
    const at = problem.linePos?.[0];
    throw new Error(
      `${file}${at ? `, line ${at.line}, column ${at.col}` : ''}: ${problem.message.split('\n')[0]}`,
    );
  }
  const flat = new Map<string, unknown>();
  flatten(findParameters(document.toJS({ maxAliasCount: 100 })), '', flat);
  return flat;
}

// The node may stand below any namespace: the first `ros__parameters` counts.
function findParameters(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    const found: unknown = key === 'ros__parameters' ? inner : findParameters(inner);
    if (found !== null) return found;
  }
  return null;
}

function flatten(value: unknown, prefix: string, flat: Map<string, unknown>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, prefix === '' ? key : `${prefix}.${key}`, flat);
  } else if (prefix !== '') flat.set(prefix, value);
}

export function numberOf(params: Params, name: string): number {
  return Number(params.get(name));
}
