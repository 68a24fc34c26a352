import { LoadError } from './errors.js';
import { LEVELS, LEVEL_PATHS } from './levels.js';
import type { LevelPreset } from './levels.js';
import type { LoadLevel, LoadOptions, LoadPlan } from './load-options.js';
import { checkWeightedPath, parseWeightedPath } from './path-mix.js';

const MIB = 1024 * 1024;
/** One client of the heavy level: what a rate is divided by when only the rate is given. */
const RATE_PER_WORKER = 10;

/**
 * Fills in defaults and checks every option.
 *
 * @throws LoadError MEDKIT_LOAD_BAD_OPTION naming the option, the value given and what is accepted
 */
export function planLoad(options: LoadOptions): LoadPlan {
  const level = levelOf(options);
  const preset = level === null ? null : LEVELS[level];
  return {
    base: baseUrl(options.baseUrl),
    level,
    ...pace(options, preset),
    ...targets(options, preset),
    ...limits(options),
    connections: oneOf('connections', options.connections ?? 'keep-alive', [
      'keep-alive',
      'new',
      'both',
    ] as const),
    headers: requestHeaders(options),
    tls: options.tls ?? {},
  };
}

function levelOf(options: LoadOptions): LoadLevel | null {
  if (options.level !== undefined) return oneOf('level', options.level, ['light', 'heavy'] as const);
  return options.rate === undefined && options.paths === undefined ? 'light' : null;
}

function pace(
  options: LoadOptions,
  preset: LevelPreset | null,
): Pick<LoadPlan, 'loop' | 'rate' | 'workers' | 'durationS' | 'warmupS'> {
  const loop = oneOf('loop', options.loop ?? 'open', ['open', 'closed'] as const);
  // Only a closed loop has a pace of its own to fall back on.
  const lowest = loop === 'closed' ? 0 : 0.01;
  const rate = number('rate', options.rate ?? preset?.rate ?? LEVELS.light.rate, lowest, 1e5);
  return {
    loop,
    rate,
    workers: integer('workers', options.workers ?? preset?.workers ?? defaultWorkers(rate), 1, 4096),
    durationS: number('duration', options.durationS, 0.1, 1e7),
    warmupS: number('warmup', options.warmupS ?? 0, 0, 1e6),
  };
}

function targets(
  options: LoadOptions,
  preset: LevelPreset | null,
): Pick<LoadPlan, 'paths' | 'presetPaths' | 'dataEndpoints' | 'sse' | 'ssePath'> {
  const presetPaths = options.paths === undefined;
  const paths = options.paths ?? LEVEL_PATHS;
  if (paths.length === 0) throw bad('paths', '[]', 'at least one path, e.g. /apps');
  // A named list of paths is the whole list: the preset's data endpoint belongs to the preset's paths.
  const presetEndpoints = presetPaths ? (preset?.dataEndpoints ?? 0) : 0;
  return {
    paths: paths.map((path) =>
      typeof path === 'string' ? parseWeightedPath(path) : checkWeightedPath(path),
    ),
    presetPaths,
    dataEndpoints: integer('data-endpoints', options.dataEndpoints ?? presetEndpoints, 0, 64),
    sse: integer('sse', options.sse ?? preset?.sse ?? 0, 0, 1000),
    ssePath: checkWeightedPath({ path: options.ssePath ?? '/faults/stream', weight: 1 }).path,
  };
}

function limits(options: LoadOptions): Pick<LoadPlan, 'timeoutS' | 'maxInFlight' | 'maxBodyBytes'> {
  return {
    timeoutS: number('timeout', options.timeoutS ?? 10, 0.01, 3600),
    maxInFlight: integer('max-in-flight', options.maxInFlight ?? 1024, 1, 20_000),
    maxBodyBytes: integer('max-body-bytes', options.maxBodyBytes ?? 16 * MIB, 1, 1024 * MIB),
  };
}

function defaultWorkers(rate: number): number {
  return Math.min(256, Math.max(1, Math.ceil(rate / RATE_PER_WORKER)));
}

function bad(option: string, given: unknown, expected: string): LoadError {
  return new LoadError('MEDKIT_LOAD_BAD_OPTION', `${option} must be ${expected}, given ${String(given)}`);
}

function number(option: string, value: number, low: number, high: number): number {
  if (typeof value !== 'number' || !(value >= low && value <= high)) {
    throw bad(option, value, `a number from ${low} to ${high}`);
  }
  return value;
}

function integer(option: string, value: number, low: number, high: number): number {
  if (!Number.isInteger(value) || value < low || value > high) {
    throw bad(option, value, `a whole number from ${low} to ${high}`);
  }
  return value;
}

function oneOf<T extends string>(option: string, value: T, known: readonly T[]): T {
  if (!known.includes(value)) throw bad(option, value, `one of ${known.join(', ')}`);
  return value;
}

function baseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw bad(
      'base-url',
      JSON.stringify(text),
      'an http:// or https:// address, e.g. http://127.0.0.1:8080/api/v1',
    );
  }
  if (url.username !== '' || url.password !== '') {
    // The address is echoed in results: a password must not travel in it.
    throw new LoadError(
      'MEDKIT_LOAD_BAD_OPTION',
      'base-url must not carry a user or password; put a token in an environment variable and name it with --auth-token-env',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw bad('base-url', JSON.stringify(text), 'without ? or #: queries belong to the paths');
  }
  return url;
}

function requestHeaders(options: LoadOptions): Record<string, string> {
  const headers: Record<string, string> = {
    'user-agent': 'medkit-bench-load-generator',
    // Compression would move work between target and generator from one build of the target to the next.
    'accept-encoding': 'identity',
    accept: 'application/json, */*',
  };
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw bad('header name', JSON.stringify(name), 'an HTTP token');
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new LoadError(
        'MEDKIT_LOAD_BAD_OPTION',
        `value of header ${name} must hold no control characters`,
      );
    }
    headers[name.toLowerCase()] = value;
  }
  if (options.authToken !== undefined) {
    if (!/^[\x21-\x7e]+$/.test(options.authToken)) {
      throw new LoadError('MEDKIT_LOAD_BAD_OPTION', 'the auth token must be printable ASCII without blanks');
    }
    headers['authorization'] = `Bearer ${options.authToken}`;
  }
  return headers;
}
