import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { ChildProcess } from 'node:child_process';
import { messageOf, TargetError } from '../errors.js';
import type { HostDescription } from '../host/host-description.js';
import { describeHost } from '../host/describe-host.js';
import { checkArgv, DEFAULT_TIMEOUT_S } from '../support/limits.js';
import { INSTANCE_VARIABLE, LABEL_VARIABLE } from '../process/environment-mark.js';
import { InstanceLog } from '../process/instance-log.js';
import { readProcStat } from '../process/proc-stat.js';
import { noProgram, runChild, spawnGroup } from '../process/run-child.js';
import { streamChild } from '../process/stream-child.js';
import { withDeadline } from '../support/with-deadline.js';
import type { ExecOptions, ExecResult, StreamHandle, StreamOptions, Target } from '../target.js';
import { startGuard } from './guard.js';
import { LocalInstance } from './local-instance.js';

/** What to start, and the run's label it carries in its environment. */
export interface LocalStart {
  argv: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
  label: string;
  /** Also keep the log in this file: its first 16 MiB and its end. */
  logPath?: string;
}

/** Seconds the guard gives an instance between SIGTERM and SIGKILL after our own death. */
const GUARD_GRACE_S = 3;

/** This host: processes are started as children, each in a group of its own, each under a guard. */
export class LocalTarget implements Target {
  readonly kind = 'local';
  readonly #instances = new Set<LocalInstance>();

  exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return runChild(argv, options);
  }

  stream(argv: readonly string[], options: StreamOptions = {}): StreamHandle {
    return streamChild(argv, options);
  }

  /**
   * Starts a program and watches over it until `stop`.
   * @throws TargetError `MEDKIT_TARGET_NO_PROGRAM` when it cannot be started.
   */
  async start(spec: LocalStart): Promise<LocalInstance> {
    checkArgv(spec.argv);
    const id = randomBytes(12).toString('hex');
    const guard = startGuard(id, GUARD_GRACE_S);
    try {
      const instance = await this.#spawn(spec, spec.argv, id, guard);
      this.#instances.add(instance);
      void instance.exited.then(() => this.#instances.delete(instance));
      return instance;
    } catch (error) {
      await guard.release();
      throw error;
    }
  }

  async #spawn(
    spec: LocalStart,
    argv: readonly [string, ...string[]],
    id: string,
    guard: ReturnType<typeof startGuard>,
  ): Promise<LocalInstance> {
    const log = new InstanceLog(spec.logPath);
    const env = { ...spec.env, [LABEL_VARIABLE]: spec.label, [INSTANCE_VARIABLE]: id };
    const child = spawnGroup(argv, { env, ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }) }, 'ignore');
    const { pid } = child;
    if (pid === undefined) {
      log.close();
      throw noProgram(argv[0], await firstError(child));
    }
    guard.watch(pid, readProcStat(pid)?.startTicks ?? '');
    return new LocalInstance(child, { id, label: spec.label, pid }, log, guard);
  }

  async readFile(path: string): Promise<Buffer> {
    try {
      return await withDeadline(readFile(path), DEFAULT_TIMEOUT_S, `reading ${path}`);
    } catch (error) {
      throw fileError('read', path, error);
    }
  }

  async writeFile(path: string, data: string | Uint8Array): Promise<void> {
    try {
      await withDeadline(writeFile(path, data), DEFAULT_TIMEOUT_S, `writing ${path}`);
    } catch (error) {
      throw fileError('write', path, error);
    }
  }

  describe(): Promise<HostDescription> {
    return describeHost();
  }

  /** Stops whatever was started here and still runs. */
  async close(): Promise<void> {
    await Promise.all([...this.#instances].map((instance) => instance.stop()));
  }
}

/** The host this program runs on. */
export function localTarget(): LocalTarget {
  return new LocalTarget();
}

function firstError(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => child.once('error', resolve));
}

function fileError(what: 'read' | 'write', path: string, error: unknown): TargetError {
  return new TargetError('MEDKIT_TARGET_FILE', `cannot ${what} ${path}: ${messageOf(error)}`, {
    cause: error,
  });
}
