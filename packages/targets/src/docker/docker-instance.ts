import { setTimeout as delay } from 'node:timers/promises';
import { isTargetError, TargetError } from '../errors.js';
import { KILL_WAIT_S } from '../support/limits.js';
import type { Instance, StopOptions, StopResult } from '../target.js';
import { Container } from './container.js';
import { statusOf } from './docker-error.js';
import type { Engine } from './engine.js';
import type { HostPidProof } from './host-pid.js';
import { waitForExit } from './wait-for-exit.js';

/** Seconds a container gets to end on the first signal. */
const DEFAULT_GRACE_S = 10;

/** Log lines kept after the container is removed. */
const KEPT_LOG_LINES = 1000;

/** A container we created and will remove. */
export class DockerInstance extends Container implements Instance {
  readonly label: string;
  readonly pid: number | null;
  /** Whether and why this host can read the container's first process. */
  readonly proof: HostPidProof;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #engine: Engine;
  readonly #remove: () => Promise<void>;
  #end: { code: number | null; signal: string | null } | null = null;
  #stopped: Promise<StopResult> | null = null;
  #lastLog: string[] | null = null;

  /** @internal @param remove how to remove it after its end; by default just the container and its anonymous volumes */
  constructor(engine: Engine, id: string, label: string, proof: HostPidProof, remove?: () => Promise<void>) {
    super(engine, id);
    this.#engine = engine;
    this.#remove = remove ?? (() => removeContainer(engine, id));
    this.label = label;
    this.proof = proof;
    this.pid = proof.pid;
    this.exited = this.#waitForEnd();
  }

  running(): boolean {
    return this.#end === null;
  }

  override logTail(lines: number): Promise<string[]> {
    return this.#lastLog === null ? super.logTail(lines) : Promise.resolve(this.#lastLog.slice(-lines));
  }

  /** Stops the container and removes it with its anonymous volumes. */
  stop(options: StopOptions = {}): Promise<StopResult> {
    this.#stopped ??= this.#stop(options).catch((error: unknown) => {
      this.#stopped = null;
      throw error;
    });
    return this.#stopped;
  }

  async #stop(options: StopOptions): Promise<StopResult> {
    const before = await this.#stateIfThere();
    if (before === null) {
      await this.#remove();
      return { how: 'exited', code: null, signal: null };
    }
    const how = before.running ? await this.#endIt(options) : 'exited';
    const code = (await this.#stateIfThere())?.exitCode ?? null;
    this.#lastLog = await super.logTail(KEPT_LOG_LINES).catch(() => []);
    await this.#remove();
    return { how, code, signal: how === 'killed' ? 'SIGKILL' : null };
  }

  async #endIt(options: StopOptions): Promise<'terminated' | 'killed'> {
    await this.#signal(options.signal ?? 'SIGTERM');
    if (await this.#goneWithin(options.graceS ?? DEFAULT_GRACE_S)) return 'terminated';
    await this.#signal('SIGKILL');
    if (await this.#goneWithin(KILL_WAIT_S)) return 'killed';
    throw new TargetError(
      'MEDKIT_TARGET_NOT_STOPPED',
      `container ${this.id.slice(0, 12)} still runs ${KILL_WAIT_S} s after SIGKILL`,
    );
  }

  async #signal(signal: NodeJS.Signals): Promise<void> {
    try {
      await this.#engine.ask(`sending ${signal}`, () =>
        this.#engine.docker.getContainer(this.id).kill({ signal }),
      );
    } catch (error) {
      // It ended between our look and our signal.
      const ended = isTargetError(error) && (statusOf(error.cause) === 409 || statusOf(error.cause) === 404);
      if (!ended) throw error;
    }
  }

  async #goneWithin(seconds: number): Promise<boolean> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      const state = await this.#stateIfThere();
      if (state === null || !state.running) return true;
      if (performance.now() >= deadline) return false;
      await delay(50);
    }
  }

  async #stateIfThere(): Promise<Awaited<ReturnType<Container['state']>> | null> {
    try {
      return await this.state();
    } catch (error) {
      if (isTargetError(error) && error.code === 'MEDKIT_DOCKER_NO_CONTAINER') return null;
      throw error;
    }
  }

  // When the way to the engine breaks, the end is unknown, not zero.
  async #waitForEnd(): Promise<{ code: number | null; signal: string | null }> {
    const code = await waitForExit(this.#engine, this.id);
    this.#end = { code, signal: null };
    return this.#end;
  }
}

/** @internal Removes a container with its anonymous volumes; one that is gone already is no error. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  try {
    await engine.ask(`removing container ${id.slice(0, 12)}`, () =>
      engine.docker.getContainer(id).remove({ force: true, v: true }),
    );
  } catch (error) {
    const status = isTargetError(error) ? statusOf(error.cause) : null;
    // 409: somebody else is removing it at this moment.
    if (status !== 404 && status !== 409) throw error;
  }
}
