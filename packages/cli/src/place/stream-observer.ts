import type { OpenStream, ThreadGroup, Watch, WindowOptions } from '@medkit-bench/proc-sampler';
import { findThroughStream, groupThreadNames, watchThroughStream } from '@medkit-bench/proc-sampler';
import type { ExecResult, ProcessDescription } from '@medkit-bench/targets';
import { descendants } from './process-table.js';
import { parseEnvironment } from './parse-environment.js';
import type { Observer, Poller, Subject } from './observer.js';

export interface StreamObserverOptions {
  open: OpenStream;
  exec: (argv: readonly string[]) => Promise<ExecResult>;
  /** The instance's first process as it is numbered over there. */
  rootPid: number;
  /** Further processes of the instance that the first one did not start. */
  companionPids?: readonly number[];
  describe: (pid: number) => Promise<ProcessDescription | null>;
}

/** Reads `/proc` at the far end through one shell per window; for places this host cannot look into. */
export class StreamObserver implements Observer {
  readonly #options: StreamObserverOptions;

  constructor(options: StreamObserverOptions) {
    this.#options = options;
  }

  async find(comm: string | undefined): Promise<number[]> {
    const { open, exec, rootPid, companionPids = [] } = this.#options;
    if (comm === undefined) return [rootPid];
    const named = await findThroughStream(open, comm);
    const family = await descendants(exec, [rootPid, ...companionPids]);
    return named.filter((pid) => family.has(pid));
  }

  poller(subject: Subject, pollS: number): Poller {
    const watch = this.watch(subject, { intervalS: pollS, keepSamples: false });
    // A stream that cannot be opened shows as a subject that cannot be read.
    watch.done.catch(() => undefined);
    return { latest: () => watch.latest(), stop: () => watch.stop() };
  }

  watch(subject: Subject, window: WindowOptions): Watch {
    return watchThroughStream({
      open: this.#options.open,
      pid: subject.pid,
      tree: subject.tree,
      ...window,
    });
  }

  async threads(subject: Subject): Promise<ThreadGroup[]> {
    const script = 'cat /proc/"$1"/task/[0-9]*/comm';
    const { code, stdout } = await this.#options.exec(['sh', '-c', script, 'sh', String(subject.pid)]);
    return code === 0 ? groupThreadNames(stdout.split('\n').filter((name) => name !== '')) : [];
  }

  describe(subject: Subject): Promise<ProcessDescription | null> {
    return this.#options.describe(subject.pid);
  }

  librarySharers(): Promise<null> {
    return Promise.resolve(null);
  }

  async environment(subject: Subject): Promise<ReadonlyMap<string, string> | null> {
    const { code, stdout } = await this.#options.exec(['cat', `/proc/${subject.pid}/environ`]);
    return code === 0 ? parseEnvironment(stdout) : null;
  }
}
