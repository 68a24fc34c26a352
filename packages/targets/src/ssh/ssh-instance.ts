import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { isTargetError, TargetError } from '../errors.js';
import { InstanceLog } from '../process/instance-log.js';
import { KILL_WAIT_S } from '../support/limits.js';
import type { Instance, StopOptions, StopResult } from '../target.js';
import type { SshConnection } from './ssh-connection.js';
import { endOf } from './ssh-exec.js';

/** Seconds a started process gets to end on the first signal. */
const DEFAULT_GRACE_S = 10;

/** Longest first line that can be the supervisor's word on the pid. */
const PID_LINE_BYTES = 64;

/** A process on the other side, under a supervisor that ends it when the connection goes. */
export class SshInstance implements Instance {
  readonly id: string;
  readonly label: string;
  /** This host cannot see it. */
  readonly pid = null;
  /** Its process id on its own host. */
  readonly remotePid: number;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  /** Why the connection broke under the instance; null while it did not. */
  dropped: TargetError | null = null;
  readonly #channel: ClientChannel;
  readonly #log: InstanceLog;
  #ended = false;
  #stopped: Promise<StopResult> | null = null;

  private constructor(
    names: { id: string; label: string; remotePid: number },
    channel: ClientChannel,
    log: InstanceLog,
    end: Promise<{ code: number | null; signal: string | null }>,
  ) {
    this.id = names.id;
    this.label = names.label;
    this.remotePid = names.remotePid;
    this.#channel = channel;
    this.#log = log;
    this.exited = end
      .then(fromShellCode, (error: unknown) => {
        if (isTargetError(error)) this.dropped = error;
        return { code: null, signal: null };
      })
      .finally(() => {
        this.#ended = true;
        log.close();
      });
  }

  /** @internal Waits for the supervisor's first line on a channel that runs it. */
  static async begin(
    channel: ClientChannel,
    connection: SshConnection,
    names: { id: string; label: string; logPath?: string },
  ): Promise<SshInstance> {
    const log = new InstanceLog(names.logPath);
    const end = endOf(channel, connection);
    channel.stderr.on('data', (chunk: Buffer) => log.push(chunk));
    const remotePid = await pidLine(channel, log, end);
    return new SshInstance({ id: names.id, label: names.label, remotePid }, channel, log, end);
  }

  running(): boolean {
    return !this.#ended;
  }

  logTail(lines: number): string[] {
    return this.#log.lines(lines);
  }

  stop(options: StopOptions = {}): Promise<StopResult> {
    this.#stopped ??= this.#stop(options);
    return this.#stopped;
  }

  async #stop(options: StopOptions): Promise<StopResult> {
    if (this.#ended) return { how: 'exited', ...(await this.exited) };
    this.#channel.write(`${shortName(options.signal ?? 'SIGTERM')}\n`);
    if (await this.#endedWithin(options.graceS ?? DEFAULT_GRACE_S)) {
      return { how: 'terminated', ...(await this.exited) };
    }
    this.#channel.write('KILL\n');
    if (await this.#endedWithin(KILL_WAIT_S)) return { how: 'killed', ...(await this.exited) };
    throw new TargetError(
      'MEDKIT_TARGET_NOT_STOPPED',
      `process ${this.remotePid} there still runs ${KILL_WAIT_S} s after SIGKILL`,
    );
  }

  #endedWithin(seconds: number): Promise<boolean> {
    return Promise.race([this.exited.then(() => true), delay(seconds * 1000, false, { ref: false })]);
  }
}

function shortName(signal: NodeJS.Signals): string {
  return signal.replace(/^SIG/, '');
}

// A shell reports a child ended by signal N as 128 + N.
function fromShellCode(end: { code: number | null; signal: string | null }): {
  code: number | null;
  signal: string | null;
} {
  if (end.code === null || end.code <= 128) return end;
  const found = Object.entries(os.constants.signals).find(([, number]) => number === (end.code ?? 0) - 128);
  return found === undefined ? end : { code: null, signal: found[0] };
}

function pidLine(channel: ClientChannel, log: InstanceLog, end: Promise<unknown>): Promise<number> {
  return new Promise((resolve, reject) => {
    let head: Buffer | null = Buffer.alloc(0);
    const fail = (): void => {
      const said = log.lines(5).join('; ');
      reject(
        new TargetError('MEDKIT_TARGET_NOT_STARTED', `the program did not start there: ${said || 'no word'}`),
      );
    };
    channel.on('data', (chunk: Buffer) => {
      if (head === null) {
        log.push(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      const newline = head.indexOf(10);
      if (newline < 0 && head.length < PID_LINE_BYTES) return;
      const match = /^pid (\d+)$/.exec(head.toString('latin1', 0, Math.max(newline, 0)));
      log.push(match === null ? head : head.subarray(newline + 1));
      head = null;
      if (match === null) fail();
      else resolve(Number(match[1]));
    });
    end.then(fail, reject);
  });
}
