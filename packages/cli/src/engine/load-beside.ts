import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ExecOptions, ExecResult } from '@medkit-bench/targets';
import { isTargetError } from '@medkit-bench/targets';
import { badInput, messageOf, notMeasured } from '../errors.js';
import { binPath } from '../profile/bin-path.js';
import { isSent, loadResult } from './load-result.js';
import type { RunningLoad } from './load-runner.js';

/** Runs a command where the target lives: in its container, on its host. */
export interface BesideTarget {
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
}

/** How long the load lasts at most, the headers whose values come from the environment, and what ends it early. */
export interface BesideOptions {
  durationS: number;
  spec: { headers: Readonly<Record<string, string>> };
  signal: AbortSignal;
}

/** Marks our process there: its id is known to nobody here. */
const MARK = 'MEDKIT_BENCH_LOAD';
/** Oldest Node the generator runs on. */
const NODE_MAJOR = 20;
/** Starting, sending the last request, waiting for its answer and writing the result. */
const BESIDE_DURATION_S = 60;

const END_MARKED = `for file in /proc/[0-9]*/environ; do
  if tr '\\0' '\\n' <"$file" 2>/dev/null | grep -qx "$1"; then
    pid=\${file%/environ}
    kill -TERM "\${pid#/proc/}" 2>/dev/null
  fi
done; :`;

/**
 * Sends the load from where the target lives, for one that nothing else can reach. The generator goes there as one file on the
 * standard input of Node, so that nothing is left there, and its result comes back on its standard output.
 * @throws BenchError for bad input when there is no Node there
 */
export async function startLoadBeside(
  place: BesideTarget,
  options: readonly string[],
  { durationS, spec, signal }: BesideOptions,
): Promise<RunningLoad> {
  await requireNode(place);
  signal.throwIfAborted();
  const mark = randomBytes(12).toString('hex');
  const bin = binPath('@medkit-bench/load-generator', 'load-generator');
  const script = readFileSync(path.join(path.dirname(bin), '../dist/standalone.mjs'), 'utf8');
  const sent = place
    .exec(['node', '--input-type=module', '-', ...options], {
      input: script,
      env: { ...secretsOf(spec.headers), [MARK]: mark },
      timeoutS: durationS + BESIDE_DURATION_S,
    })
    .then(
      (result) => ({ result }),
      (error: unknown) => ({ error }),
    );
  const end = async (): Promise<void> => {
    await place.exec(['sh', '-c', END_MARKED, 'sh', `${MARK}=${mark}`]).catch(() => undefined);
  };
  const onAbort = (): void => void end();
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    finish: async () => {
      try {
        if ((await Promise.race([sent, delay(2000, null)])) === null) await end();
        return readEnd(await sent);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}

function readEnd(end: { result: ExecResult } | { error: unknown }): Record<string, unknown> {
  if ('error' in end)
    throw notMeasured(
      'MEDKIT_LOAD',
      `the load could not be sent from beside the target: ${messageOf(end.error)}`,
    );
  const { code, stdout, stderr } = end.result;
  return loadResult({ code, said: isSent(code) ? '' : stderr.trim().slice(-500), json: () => stdout });
}

async function requireNode(place: BesideTarget): Promise<void> {
  const version = await place.exec(['node', '--version']).catch((error: unknown) => {
    if (isTargetError(error) && error.code === 'MEDKIT_TARGET_NO_PROGRAM') return null;
    throw error;
  });
  const major = Number(/^v(\d+)/.exec(version?.stdout ?? '')?.[1] ?? 0);
  if (major >= NODE_MAJOR) return;
  throw badInput(
    `load.from is target, and there is ${version === null ? 'no node' : `node ${version.stdout.trim()}`} in its container or on its host`,
    `install Node ${NODE_MAJOR} there, or let load.from be here`,
  );
}

/** The variables that `--header-env` reads over there. */
function secretsOf(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.values(headers)
      .filter((value) => value.startsWith('$'))
      .map((value) => value.slice(1))
      .flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name] ?? '']])),
  );
}
