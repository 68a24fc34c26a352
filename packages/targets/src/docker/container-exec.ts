import { randomBytes } from 'node:crypto';
import type { Duplex, Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { TargetError } from '../errors.js';
import { signalQuietly } from '../process/end-processes.js';
import { EXEC_VARIABLE, SIGNAL_MARKED_SCRIPT } from '../remote/signal-marked.js';
import { checkArgv, DEFAULT_MAX_OUTPUT_BYTES, DEFAULT_TIMEOUT_S, timeoutMs } from '../support/limits.js';
import type { ExecOptions, ExecResult, StreamHandle, StreamOptions } from '../target.js';
import { demuxStream } from './demux-stream.js';
import type { Engine } from './engine.js';
import { provenHostPid } from './host-pid.js';

interface Running {
  mark: string;
  exec: Dockerode.Exec;
  socket: Duplex;
  stdout: Readable;
  stderr: Readable;
}

/** Commands inside one container. */
export class ContainerExec {
  readonly #engine: Engine;
  readonly #id: string;

  constructor(engine: Engine, containerId: string) {
    this.#engine = engine;
    this.#id = containerId;
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    checkArgv(argv);
    const limitMs = timeoutMs(options.timeoutS ?? DEFAULT_TIMEOUT_S);
    const started = performance.now();
    const running = await this.#open(argv, options, options.input !== undefined);
    if (options.input !== undefined) running.socket.end(options.input);
    const output = collect(running, options.maxOutputBytes ?? DEFAULT_MAX_OUTPUT_BYTES);
    const ended = await Promise.race([output.ended, delay(limitMs, 'late' as const, { ref: false })]);
    const timedOut = ended === 'late';
    if (timedOut || output.overflow()) {
      await this.#signal(running, 'SIGKILL');
      running.socket.destroy();
    }
    if (output.overflow()) throw outputLimit(argv[0]);
    const code = timedOut ? null : await this.#exitCode(running);
    const { stdout, stderr } = output.text();
    refuseMissingProgram(argv[0], code, stdout + stderr);
    return { code, signal: null, stdout, stderr, timedOut, durationS: (performance.now() - started) / 1000 };
  }

  async stream(argv: readonly string[], options: StreamOptions = {}): Promise<StreamHandle> {
    checkArgv(argv);
    const running = await this.#open(argv, options, false);
    const { stdout, stderr, socket } = running;
    const kill = (signal: NodeJS.Signals = 'SIGTERM'): void => {
      // A container without a shell, whose processes we cannot see either: stop listening at least.
      this.#signal(running, signal).then(
        (sent) => (sent ? undefined : socket.destroy()),
        () => socket.destroy(),
      );
    };
    const timer =
      options.timeoutS === undefined
        ? undefined
        : setTimeout(() => kill('SIGKILL'), timeoutMs(options.timeoutS));
    const done = closedOf(socket)
      .then(() => this.#exitCode(running))
      .then((code) => ({ code, signal: null }))
      .finally(() => clearTimeout(timer));
    done.catch(() => undefined);
    return { stdout, stderr, done, kill };
  }

  async #open(
    argv: readonly string[],
    options: { env?: Record<string, string>; cwd?: string },
    withInput: boolean,
  ): Promise<Running> {
    const mark = randomBytes(12).toString('hex');
    const env = { ...options.env, [EXEC_VARIABLE]: mark };
    const what = `running '${argv[0]}' in container ${this.#id.slice(0, 12)}`;
    const container = this.#engine.docker.getContainer(this.#id);
    const exec = await this.#engine.ask(what, () =>
      container.exec({
        Cmd: [...argv],
        AttachStdin: withInput,
        AttachStdout: true,
        AttachStderr: true,
        Env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
        ...(options.cwd === undefined ? {} : { WorkingDir: options.cwd }),
      }),
    );
    const socket = await this.#engine.ask(what, () =>
      exec.start({ hijack: true, stdin: withInput, Tty: false }),
    );
    return { mark, exec, socket, ...demuxStream(socket) };
  }

  // The stream ends a moment before the engine has noted the exit code.
  async #exitCode(running: Running): Promise<number | null> {
    for (let tries = 0; tries < 100; tries += 1) {
      const state = await this.#engine.ask('asking for an exit code', () => running.exec.inspect());
      if (!state.Running) return state.ExitCode ?? null;
      await delay(20);
    }
    return null;
  }

  /** The engine cannot end a command it runs: find it by its mark inside, else by its proven host pid. */
  async #signal(running: Running, signal: NodeJS.Signals): Promise<boolean> {
    const container = this.#engine.docker.getContainer(this.#id);
    const name = signal.replace(/^SIG/, '');
    const argv = ['sh', '-c', SIGNAL_MARKED_SCRIPT, 'sh', `${EXEC_VARIABLE}=${running.mark}`, name];
    try {
      const exec = await container.exec({ Cmd: argv, AttachStdout: true, AttachStderr: true });
      const socket = await exec.start({ hijack: true, stdin: false, Tty: false });
      socket.resume();
      await Promise.race([closedOf(socket), delay(5000, undefined, { ref: false })]);
      if ((await exec.inspect()).ExitCode === 0) return true;
    } catch {
      // The container may just have ended: then there is nothing left to signal.
    }
    const state = await running.exec.inspect().catch(() => null);
    if (state === null || !state.Running) return true;
    const proof = provenHostPid({ id: this.#id, enginePid: state.Pid });
    if (!proof.proven) return false;
    signalQuietly(proof.pid, signal);
    return true;
  }
}

function closedOf(socket: Duplex): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('end', resolve);
    socket.once('close', resolve);
    socket.once('error', (error: Error) =>
      reject(
        new TargetError('MEDKIT_DOCKER_UNREACHABLE', `the connection to the engine broke: ${error.message}`, {
          cause: error,
        }),
      ),
    );
  });
}

function collect(
  running: Running,
  limitBytes: number,
): { ended: Promise<unknown>; overflow(): boolean; text(): { stdout: string; stderr: string } } {
  const chunks: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
  let total = 0;
  const ended = Promise.all(
    (['stdout', 'stderr'] as const).map(async (name) => {
      for await (const chunk of running[name] as AsyncIterable<Buffer>) {
        total += chunk.length;
        if (total > limitBytes) throw new Error('too much output');
        chunks[name].push(chunk);
      }
    }),
  ).catch(() => undefined);
  const textOf = (name: 'stdout' | 'stderr'): string => Buffer.concat(chunks[name]).toString('utf8');
  return {
    ended,
    overflow: () => total > limitBytes,
    text: () => ({ stdout: textOf('stdout'), stderr: textOf('stderr') }),
  };
}

function outputLimit(program: string): TargetError {
  return new TargetError(
    'MEDKIT_TARGET_OUTPUT_LIMIT',
    `'${program}' printed more than the limit and was ended; use stream()`,
  );
}

// The engine reports a program it could not run as output with an exit code of 126 or 127.
function refuseMissingProgram(program: string, code: number | null, output: string): void {
  if ((code === 126 || code === 127) && /OCI runtime exec failed/.test(output)) {
    const why = /: (exec: .*|.*no such file.*|.*permission denied.*)$/m.exec(output)?.[1] ?? output.trim();
    throw new TargetError(
      'MEDKIT_TARGET_NO_PROGRAM',
      `cannot run '${program}' in the container: ${why.trim()}`,
    );
  }
}
