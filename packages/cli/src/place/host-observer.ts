import { readFile } from 'node:fs/promises';
import type { Sample, ThreadGroup, Watch, WindowOptions } from '@medkit-bench/proc-sampler';
import {
  findProcesses,
  processTree,
  sampleOnce,
  threadCensus,
  watchProcess,
} from '@medkit-bench/proc-sampler';
import type { ProcessDescription } from '@medkit-bench/targets';
import { describeProcess } from '@medkit-bench/targets';
import type { LibrarySharers } from './library-sharers.js';
import { librarySharers } from './library-sharers.js';
import { parseEnvironment } from './parse-environment.js';
import type { Observer, Poller, Subject } from './observer.js';

/** Reads this host's own `/proc`: the cheapest way, and one that needs nothing in an image. */
export class HostObserver implements Observer {
  readonly #rootPid: number;
  readonly #family: () => Promise<readonly number[]>;

  /** @param family pids that belong to the instance; by default the first process and its descendants */
  constructor(rootPid: number, family?: () => Promise<readonly number[]>) {
    this.#rootPid = rootPid;
    this.#family = family ?? (() => Promise.resolve(processTree(rootPid)));
  }

  async find(comm: string | undefined): Promise<number[]> {
    if (comm === undefined) return [this.#rootPid];
    const family = new Set(await this.#family());
    return findProcesses({ name: comm })
      .map((found) => found.pid)
      .filter((pid) => family.has(pid));
  }

  poller(subject: Subject): Poller {
    return { latest: () => sampleNow(subject), stop: () => undefined };
  }

  watch(subject: Subject, window: WindowOptions): Watch {
    return watchProcess({ pid: subject.pid, tree: subject.tree, ...window });
  }

  threads(subject: Subject): Promise<ThreadGroup[]> {
    return Promise.resolve(threadCensus(subject.pid));
  }

  describe(subject: Subject): Promise<ProcessDescription> {
    return describeProcess(subject.pid);
  }

  librarySharers(subjects: readonly Subject[], helpers: ReadonlySet<number>): Promise<LibrarySharers | null> {
    const pids = subjects.flatMap(({ pid, tree }) => (tree ? processTree(pid) : [pid]));
    return librarySharers(pids, helpers);
  }

  environment(subject: Subject): Promise<ReadonlyMap<string, string> | null> {
    return readFile(`/proc/${subject.pid}/environ`, 'utf8').then(parseEnvironment, () => null);
  }
}

function sampleNow(subject: Subject): Sample | null {
  try {
    return sampleOnce(subject.pid, { tree: subject.tree });
  } catch {
    return null;
  }
}
