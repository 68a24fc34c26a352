import type { ChildProcess } from 'node:child_process';
import { TargetError } from '../errors.js';
import { endProcesses } from '../process/end-processes.js';
import type { InstanceLog } from '../process/instance-log.js';
import { escapedVictims, groupVictims } from '../process/process-group.js';
import type { Instance, StopOptions, StopResult } from '../target.js';
import type { Guard } from './guard.js';

/** Seconds a started process gets to end on the first signal. */
const DEFAULT_GRACE_S = 10;

/** A process of this host that was started here, with everything it starts itself. */
export class LocalInstance implements Instance {
  readonly id: string;
  readonly pid: number;
  readonly label: string;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #log: InstanceLog;
  readonly #guard: Guard;
  #end: { code: number | null; signal: string | null } | null = null;
  #stopped: Promise<StopResult> | null = null;

  constructor(
    child: ChildProcess,
    names: { id: string; label: string; pid: number },
    log: InstanceLog,
    guard: Guard,
  ) {
    this.id = names.id;
    this.label = names.label;
    this.pid = names.pid;
    this.#log = log;
    this.#guard = guard;
    child.stdout?.on('data', (chunk: Buffer) => log.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => log.push(chunk));
    child.once('close', () => log.close());
    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#end = { code, signal };
        // With nobody left in the group its number may be given to a stranger: stop guarding it.
        if (groupVictims(this.pid).living().length === 0) void guard.release();
        resolve(this.#end);
      });
    });
  }

  running(): boolean {
    return this.#end === null;
  }

  logTail(lines: number): string[] {
    return this.#log.lines(lines);
  }

  stop(options: StopOptions = {}): Promise<StopResult> {
    this.#stopped ??= this.#stop(options);
    return this.#stopped;
  }

  async #stop(options: StopOptions): Promise<StopResult> {
    const alreadyEnded = this.#end !== null;
    const signal = options.signal ?? 'SIGTERM';
    const graceS = options.graceS ?? DEFAULT_GRACE_S;
    if (!(graceS >= 0)) {
      throw new TargetError('MEDKIT_TARGET_ARGUMENT', `graceS must be 0 s or more, got ${graceS}`);
    }
    try {
      // After the leader's own end its number belongs to the group only while members live.
      const members = groupVictims(this.pid);
      const needed = !alreadyEnded || members.living().length > 0;
      const killed = needed ? await endProcesses(members, signal, graceS) : false;
      const escaped = escapedVictims(this.id);
      if (escaped.living().length > 0) await endProcesses(escaped, signal, graceS);
      const { code, signal: endedBy } = await this.exited;
      const how = alreadyEnded ? 'exited' : killed ? 'killed' : 'terminated';
      return { how, code, signal: endedBy };
    } catch (error) {
      this.#stopped = null;
      throw error;
    } finally {
      if (this.#end !== null) await this.#guard.release();
    }
  }
}
