import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { errnoOf, messageOf, TargetError } from '../errors.js';
import { checkArgv, DEFAULT_MAX_OUTPUT_BYTES, DEFAULT_TIMEOUT_S, timeoutMs } from '../support/limits.js';
import type { ExecOptions, ExecResult } from '../target.js';
import { signalQuietly } from './end-processes.js';

/**
 * Runs a program of this host in a process group of its own, so that a timeout ends whatever it started.
 * @throws TargetError when there is no such program or its output passes the limit.
 */
export async function runChild(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  checkArgv(argv);
  const limitMs = timeoutMs(options.timeoutS ?? DEFAULT_TIMEOUT_S);
  const started = performance.now();
  const child = spawnGroup(argv, options, 'pipe');
  // A program that never reads its input closes the pipe under us: no failure of ours.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  const output = collect(child, options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES);
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    endGroup(child);
  }, limitMs);
  try {
    const { code, signal } = await closed(child, argv[0]);
    if (output.overflow()) {
      throw new TargetError(
        'MEDKIT_TARGET_OUTPUT_LIMIT',
        `'${argv[0]}' printed more than ${options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES} bytes and was ended; use stream()`,
      );
    }
    const durationS = (performance.now() - started) / 1000;
    return { code: timedOut ? null : code, signal, ...output.text(), timedOut, durationS };
  } finally {
    clearTimeout(timer);
  }
}

/** Starts a program as the leader of its own session and group. */
export function spawnGroup(
  argv: readonly [string, ...string[]],
  options: { env?: Record<string, string>; cwd?: string },
  stdin: 'pipe' | 'ignore',
): ChildProcess {
  const [program, ...args] = argv;
  try {
    return spawn(program, args, {
      detached: true,
      env: { ...process.env, ...options.env },
      stdio: [stdin, 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
  } catch (error) {
    throw noProgram(program, error);
  }
}

/** SIGKILL to a child's whole group, and an end to reading: a daemon may hold the pipes for ever. */
export function endGroup(child: ChildProcess): void {
  if (child.pid !== undefined) signalQuietly(-child.pid, 'SIGKILL');
  child.stdout?.destroy();
  child.stderr?.destroy();
}

/** What a failed spawn means; a missing working directory reports ENOENT just like a missing program. */
export function noProgram(program: string, error: unknown): TargetError {
  const why =
    errnoOf(error) === 'ENOENT' ? 'not found (or the working directory is missing)' : messageOf(error);
  return new TargetError('MEDKIT_TARGET_NO_PROGRAM', `cannot run '${program}': ${why}`, { cause: error });
}

function closed(
  child: ChildProcess,
  program: string,
): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(noProgram(program, error)));
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

function collect(
  child: ChildProcess,
  limitBytes: number,
): { overflow(): boolean; text(): { stdout: string; stderr: string } } {
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  let total = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.on('data', (chunk: Buffer) => {
      total += chunk.length;
      if (total <= limitBytes) chunks[name].push(chunk);
      else endGroup(child);
    });
  }
  const textOf = (name: 'stdout' | 'stderr'): string => Buffer.concat(chunks[name]).toString('utf8');
  return {
    overflow: () => total > limitBytes,
    text: () => ({ stdout: textOf('stdout'), stderr: textOf('stderr') }),
  };
}
