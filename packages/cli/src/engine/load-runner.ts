import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instance, LocalTarget } from '@medkit-bench/targets';
import { binPath } from '../profile/bin-path.js';
import type { Profile } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import { discoverPaths } from './discover-paths.js';
import { startLoadBeside } from './load-beside.js';
import type { BesideTarget } from './load-beside.js';
import { isSent, loadResult } from './load-result.js';
import { spareCpus } from './spare-cpus.js';

type LoadSpec = NonNullable<Profile['load']>;

/** Load that is being sent. */
export interface RunningLoad {
  /** Ends the load early where it has not ended yet, and gives its result. */
  finish(): Promise<Record<string, unknown>>;
}

export interface LoadRequest {
  target: Pick<LocalTarget, 'start'>;
  /** Runs a command in the target's container or on its host. */
  beside: BesideTarget;
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
  if (request.spec.from === 'target')
    return startLoadBeside(request.beside, await loadOptions(request), request);
  const out = path.join(String(request.values['dir']), `load-${request.phase}.json`);
  const argv = [
    process.execPath,
    binPath('@medkit-bench/load-generator', 'load-generator'),
    ...(await loadOptions(request)),
    '--out',
    out,
    ...cpuOptions(request.targetPid),
  ];
  const instance = await request.target.start({ argv, label: request.label });
  return { finish: () => finish(instance, out) };
}

async function loadOptions(request: LoadRequest): Promise<string[]> {
  const { spec, values } = request;
  return [
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
    ...headerOptions(spec.headers),
  ];
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
  const said = isSent(code) ? '' : (await instance.logTail(5)).join(' ');
  return loadResult({ code, said, json: () => readFileSync(out, 'utf8') });
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
