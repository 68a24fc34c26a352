import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instance, LocalTarget } from '@medkit-bench/targets';
import { notMeasured } from '../errors.js';
import { binPath } from '../profile/bin-path.js';
import type { Profile } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import { discoverPaths } from './discover-paths.js';
import { spareCpus } from './spare-cpus.js';

type LoadSpec = NonNullable<Profile['load']>;

/** The generator's exit code when it wrote a result in which every request failed. */
const NOTHING_SUCCEEDED = 3;

/** Load that is being sent. */
export interface RunningLoad {
  /** Ends the load early where it has not ended yet, and gives its result. */
  finish(): Promise<Record<string, unknown>>;
}

export interface LoadRequest {
  target: Pick<LocalTarget, 'start'>;
  /** The target's process on this host, whose processors the generator leaves to it. */
  targetPid: number | null;
  label: string;
  spec: LoadSpec;
  values: TemplateValues;
  level: 'light' | 'heavy';
  /** Instead of the level's own. */
  ratePerS?: number | undefined;
  connections: 'keep-alive' | 'new';
  durationS: number;
  /** Distinguishes the loads of one cell: `warmup`, `window`. */
  phase: string;
  signal: AbortSignal;
}

/**
 * Starts the load generator as a process of its own: it does not compete with the sampler for one
 * event loop, and it ends with us whatever ends us.
 */
export async function startLoad(request: LoadRequest): Promise<RunningLoad> {
  const { spec, values } = request;
  const out = path.join(String(values['dir']), `load-${request.phase}.json`);
  const argv = [
    process.execPath,
    binPath('@medkit-bench/load-generator', 'load-generator'),
    '--base-url',
    fillTemplate(spec.base_url, values, 'load.base_url'),
    '--level',
    request.level,
    ...(request.ratePerS === undefined ? [] : ['--rate', String(request.ratePerS)]),
    '--paths',
    [
      ...spec.paths.map((one) => fillTemplate(one, values, 'load.paths')),
      ...(await discoverPaths(spec.discover, request.level, values, request.signal)),
    ].join(','),
    ...(spec.sse_path === undefined ? ['--sse', '0'] : ['--sse-path', spec.sse_path]),
    '--connections',
    request.connections,
    '--duration',
    String(request.durationS),
    '--out',
    out,
    ...headerOptions(spec.headers),
    ...cpuOptions(request.targetPid),
  ];
  const instance = await request.target.start({ argv, label: request.label });
  return { finish: () => finish(instance, out) };
}

async function finish(instance: Instance, out: string): Promise<Record<string, unknown>> {
  if (instance.running()) {
    const ended = await Promise.race([
      instance.exited,
      new Promise((resolve) => setTimeout(resolve, 2000, null)),
    ]);
    if (ended === null) await instance.stop({ signal: 'SIGTERM', graceS: 15 });
  }
  const { code } = await instance.exited;
  if (code !== 0 && code !== NOTHING_SUCCEEDED) {
    const lines = await instance.logTail(5);
    throw notMeasured('MEDKIT_LOAD', `the load could not be sent (exit code ${code}): ${lines.join(' ')}`);
  }
  const result = JSON.parse(readFileSync(out, 'utf8')) as Record<string, unknown>;
  if (Number(result['request_count']) > 0 && result['success_count'] === 0) throw allFailed(result);
  return result;
}

function allFailed(result: Record<string, unknown>): Error {
  const keys = (name: string): string => Object.keys((result[name] ?? {}) as object).join(', ');
  return notMeasured(
    'MEDKIT_LOAD',
    `not one of ${String(result['request_count'])} requests succeeded (status ${keys('by_status')}; errors: ${keys('errors')}): latencies of errors say nothing of the target`,
    "check load.base_url, load.paths and load.headers of the profile with curl, and the target's log",
  );
}

/** A value `$NAME` goes by the variable's name: the process list shows arguments to everybody. */
function headerOptions(headers: LoadSpec['headers']): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value.startsWith('$') ? ['--header-env', `${name}=${value.slice(1)}`] : ['--header', `${name}: ${value}`],
  );
}

function cpuOptions(targetPid: number | null): string[] {
  const cpus = spareCpus(targetPid);
  return cpus === null ? [] : ['--cpus', cpus];
}
