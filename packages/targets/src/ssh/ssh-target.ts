import { randomBytes } from 'node:crypto';
import { TargetError } from '../errors.js';
import type { HostDescription } from '../host/host-description.js';
import { INSTANCE_VARIABLE, LABEL_VARIABLE } from '../process/environment-mark.js';
import type { ProcessDescription } from '../process/process-description.js';
import { describeRemoteHost, describeRemoteProcess } from '../remote/describe-remote.js';
import { SIGNAL_MARKED_SCRIPT } from '../remote/signal-marked.js';
import { checkArgv } from '../support/limits.js';
import { withDeadline } from '../support/with-deadline.js';
import type { ExecOptions, ExecResult, StreamHandle, StreamOptions, Target } from '../target.js';
import { forwardPort } from './port-forward.js';
import type { ForwardedPorts, PortForward } from './port-forward.js';
import { commandLine } from './quote-argv.js';
import { SshConnection } from './ssh-connection.js';
import { sshExec, sshStream } from './ssh-exec.js';
import { SshInstance } from './ssh-instance.js';
import type { SshOptions } from './ssh-options.js';
import { SUPERVISOR_SCRIPT } from './supervisor-script.js';

/** What to start on the other side. */
export interface SshStart {
  argv: readonly string[];
  env?: Record<string, string>;
  cwd?: string;
  label: string;
  /** Also keep the log in this file of this host. */
  logPath?: string;
}

/** Seconds the other side gets to start a program. */
const START_TIMEOUT_S = 30;

/** A host behind SSH: one connection, opened again for the next command after it broke. */
export class SshTarget implements Target {
  readonly kind = 'ssh';
  readonly #connection: SshConnection;
  readonly #instances = new Set<SshInstance>();
  readonly #forwards = new Set<PortForward>();

  private constructor(connection: SshConnection) {
    this.#connection = connection;
  }

  /** @internal Use `connectSsh`. */
  static async open(options: SshOptions): Promise<SshTarget> {
    const connection = new SshConnection(options);
    await connection.ready();
    return new SshTarget(connection);
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const raw = await sshExec(this.#connection, argv, options);
    return { ...raw, stdout: raw.stdout.toString('utf8'), stderr: raw.stderr.toString('utf8') };
  }

  stream(argv: readonly string[], options: StreamOptions = {}): Promise<StreamHandle> {
    return sshStream(this.#connection, argv, options);
  }

  /**
   * Starts a program there. It ends when `stop` is called or the connection goes.
   * @throws TargetError `MEDKIT_TARGET_NOT_STARTED` with what the other side said.
   */
  async start(spec: SshStart): Promise<SshInstance> {
    checkArgv(spec.argv);
    const id = randomBytes(12).toString('hex');
    const env = { ...spec.env, [LABEL_VARIABLE]: spec.label, [INSTANCE_VARIABLE]: id };
    const command = commandLine(['sh', '-c', SUPERVISOR_SCRIPT, 'sh', ...spec.argv], {
      env,
      ...(spec.cwd === undefined ? {} : { cwd: spec.cwd }),
    });
    const channel = await this.#connection.open(command);
    const { label, logPath } = spec;
    const names = { id, label, ...(logPath === undefined ? {} : { logPath }) };
    const instance = await withDeadline(
      SshInstance.begin(channel, this.#connection, names),
      START_TIMEOUT_S,
      `starting '${spec.argv[0]}' over SSH`,
    );
    this.#instances.add(instance);
    void instance.exited.then(() => this.#instances.delete(instance));
    return instance;
  }

  /**
   * Makes a port there reachable under a loopback port here, until it is closed or the target is.
   * @throws TargetError `MEDKIT_SSH_FORWARD` when the port is taken here
   */
  async forward(ports: ForwardedPorts): Promise<PortForward> {
    const forward = await forwardPort(this.#connection, ports);
    this.#forwards.add(forward);
    return {
      close: async () => {
        this.#forwards.delete(forward);
        await forward.close();
      },
    };
  }

  async readFile(path: string): Promise<Buffer> {
    const result = await sshExec(this.#connection, ['cat', '--', path]);
    if (result.code === 0) return result.stdout;
    throw fileError('read', path, result.stderr);
  }

  async writeFile(path: string, data: string | Uint8Array): Promise<void> {
    const argv = ['sh', '-c', 'cat >"$1"', 'sh', path];
    const result = await sshExec(this.#connection, argv, { input: data });
    if (result.code !== 0) throw fileError('write', path, result.stderr);
  }

  describe(): Promise<HostDescription> {
    return describeRemoteHost((argv, options) => this.exec(argv, options));
  }

  describeProcess(pid: number): Promise<ProcessDescription> {
    return describeRemoteProcess((argv, options) => this.exec(argv, options), pid);
  }

  /** Ends what a killed run left there: only processes that carry this label. */
  async removeLeftovers(of: { label: string }): Promise<{ processes: number[] }> {
    const mark = `${LABEL_VARIABLE}=${of.label}`;
    const seen = new Set<number>();
    for (const signal of ['TERM', 'TERM', 'KILL']) {
      const result = await this.exec(['sh', '-c', SIGNAL_MARKED_SCRIPT, 'sh', mark, signal]);
      for (const pid of result.stdout.match(/\d+/g) ?? []) seen.add(Number(pid));
      if (result.code !== 0) break;
      await this.exec(['sleep', '0.5']);
    }
    return { processes: [...seen].sort((a, b) => a - b) };
  }

  async close(): Promise<void> {
    try {
      await Promise.all([...this.#instances].map((instance) => instance.stop()));
    } finally {
      await Promise.all([...this.#forwards].map((forward) => forward.close()));
      await this.#connection.close();
    }
  }
}

function fileError(what: 'read' | 'write', path: string, stderr: Buffer): TargetError {
  return new TargetError(
    'MEDKIT_TARGET_FILE',
    `cannot ${what} ${path} there: ${stderr.toString('utf8').trim()}`,
  );
}
