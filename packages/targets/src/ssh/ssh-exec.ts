import { randomBytes } from 'node:crypto';
import type { ClientChannel } from 'ssh2';
import { setTimeout as delay } from 'node:timers/promises';
import { TargetError } from '../errors.js';
import { EXEC_VARIABLE, SIGNAL_MARKED_SCRIPT } from '../remote/signal-marked.js';
import { DEFAULT_MAX_OUTPUT_BYTES, DEFAULT_TIMEOUT_S, KILL_WAIT_S, timeoutMs } from '../support/limits.js';
import type { ExecOptions, ExecResult, StreamHandle, StreamOptions } from '../target.js';
import { commandLine } from './quote-argv.js';
import type { SshConnection } from './ssh-connection.js';

/** A finished command with its output as bytes. */
export interface RawResult extends Omit<ExecResult, 'stdout' | 'stderr'> {
  stdout: Buffer;
  stderr: Buffer;
}

/** Options of a command whose input may be bytes. */
export type RawOptions = Omit<ExecOptions, 'input'> & { input?: string | Uint8Array };

/**
 * Runs a command over one channel of the connection.
 * @throws TargetError `MEDKIT_SSH_DROPPED` when the connection breaks before the end.
 */
export async function sshExec(
  connection: SshConnection,
  argv: readonly string[],
  options: RawOptions = {},
): Promise<RawResult> {
  const limitMs = timeoutMs(options.timeoutS ?? DEFAULT_TIMEOUT_S);
  const limitBytes = options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES;
  const started = performance.now();
  const { channel, mark } = await openMarked(connection, argv, options);
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let bytes = 0;
  const full = new Promise<'full'>((resolve) => {
    const keep = (into: Buffer[]) => (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) into.push(chunk);
      else resolve('full');
    };
    channel.on('data', keep(chunks.stdout));
    channel.stderr.on('data', keep(chunks.stderr));
  });
  const ended = endOf(channel, connection);
  channel.end(options.input ?? '');
  const first = await Promise.race([ended, full, delay(limitMs, 'late' as const, { ref: false })]);
  const late = first === 'late';
  if (late || first === 'full') {
    await signalMarked(connection, mark, 'SIGKILL');
    channel.close();
    ended.catch(() => undefined);
  }
  if (bytes > limitBytes) {
    throw new TargetError('MEDKIT_TARGET_OUTPUT_LIMIT', `'${argv[0]}' printed more than ${limitBytes} bytes`);
  }
  const { code, signal } = late ? { code: null, signal: 'SIGKILL' } : await ended;
  const output = { stdout: Buffer.concat(chunks.stdout), stderr: Buffer.concat(chunks.stderr) };
  refuseMissingProgram(argv, code, output.stderr.toString('utf8'));
  return { code, signal, ...output, timedOut: late, durationS: (performance.now() - started) / 1000 };
}

/** Runs a command whose output is read while it runs; `done` rejects when the connection breaks. */
export async function sshStream(
  connection: SshConnection,
  argv: readonly string[],
  options: StreamOptions = {},
): Promise<StreamHandle> {
  const { channel, mark } = await openMarked(connection, argv, options);
  channel.end();
  const kill = (signal: NodeJS.Signals = 'SIGTERM'): void => {
    void signalMarked(connection, mark, signal).then((found) => (found ? undefined : channel.close()));
  };
  const timer =
    options.timeoutS === undefined
      ? undefined
      : setTimeout(() => kill('SIGKILL'), timeoutMs(options.timeoutS));
  const done = endOf(channel, connection).finally(() => clearTimeout(timer));
  done.catch(() => undefined);
  return { stdout: channel, stderr: channel.stderr, done, kill };
}

/** Settles when the command has ended; rejects when its channel went without word of how. */
export function endOf(
  channel: ClientChannel,
  connection: SshConnection,
): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((resolve, reject) => {
    let end: { code: number | null; signal: string | null } | null = null;
    const settle = (): void => {
      forget();
      if (end === null) reject(connection.dropped());
      else resolve(end);
    };
    // A channel closes only for those who read it to its end: the connection's own end must do as well.
    const forget = connection.onBreak(settle);
    channel.on('exit', (code: number | null, signal?: string) => {
      end = { code, signal: signal === undefined ? null : signalName(signal) };
    });
    channel.on('error', () => undefined);
    // Without word of an exit the reason may arrive with the connection's own events, just afterwards.
    channel.once('close', () => (end === null ? setTimeout(settle, 50) : settle()));
  });
}

function signalName(name: string): string {
  return name.startsWith('SIG') ? name : `SIG${name}`;
}

/** Starts a command under a mark in its environment, by which it can be found again. */
async function openMarked(
  connection: SshConnection,
  argv: readonly string[],
  options: { env?: Record<string, string>; cwd?: string },
): Promise<{ channel: ClientChannel; mark: string }> {
  const mark = randomBytes(12).toString('hex');
  const env = { ...options.env, [EXEC_VARIABLE]: mark };
  return { channel: await connection.open(commandLine(argv, { ...options, env })), mark };
}

/**
 * Signals a command through a second channel: the protocol's own signal request is refused by OpenSSH for
 * root and after the end of input. Gives whether the command was still there.
 */
async function signalMarked(
  connection: SshConnection,
  mark: string,
  signal: NodeJS.Signals,
): Promise<boolean> {
  const name = signal.replace(/^SIG/, '');
  try {
    const argv = ['sh', '-c', SIGNAL_MARKED_SCRIPT, 'sh', `${EXEC_VARIABLE}=${mark}`, name];
    const channel = await connection.open(commandLine(argv));
    channel.resume();
    channel.stderr.resume();
    const end = await Promise.race([
      endOf(channel, connection),
      delay(KILL_WAIT_S * 1000, null, { ref: false }),
    ]);
    return end?.code === 0;
  } catch {
    // The connection broke: the command's own channel says so.
    return false;
  }
}

// The remote shell says this of a program it cannot find or run: POSIX fixes the two codes.
function refuseMissingProgram(argv: readonly string[], code: number | null, stderr: string): void {
  if (
    (code === 127 || code === 126) &&
    stderr.includes(argv[0] ?? '') &&
    /not found|no such file|denied/i.test(stderr)
  ) {
    throw new TargetError('MEDKIT_TARGET_NO_PROGRAM', `cannot run '${argv[0]}' there: ${stderr.trim()}`);
  }
}
