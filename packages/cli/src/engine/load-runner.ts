import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Instance, LocalTarget } from '@medkit-bench/targets';
import { notMeasured } from '../errors.js';
import { binPath } from '../profile/bin-path.js';
import type { Profile } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import { discoverPaths } from './discover-paths.js';

type LoadSpec = NonNullable<Profile['load']>;

/** Load that is being sent. */
export interface RunningLoad {
  /** Ends the load early where it has not ended yet, and gives its result. */
  finish(): Promise<Record<string, unknown>>;
}

export interface LoadRequest {
  target: LocalTarget;
  label: string;
  spec: LoadSpec;
  values: TemplateValues;
  level: 'light' | 'heavy';
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
  if (code !== 0) {
    const lines = await instance.logTail(5);
    throw notMeasured('MEDKIT_LOAD', `the load could not be sent (exit code ${code}): ${lines.join(' ')}`);
  }
  const result = JSON.parse(readFileSync(out, 'utf8')) as Record<string, unknown>;
  if (Number(result['request_count']) > 0 && result['success_count'] === 0) {
    const by = Object.keys((result['by_status'] ?? {}) as object).join(', ');
    throw notMeasured(
      'MEDKIT_LOAD',
      `not one of ${String(result['request_count'])} requests succeeded (status ${by}): latencies of errors say nothing of the target`,
    );
  }
  return result;
}
