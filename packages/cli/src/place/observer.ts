import type { Sample, ThreadGroup, Watch, WindowOptions } from '@medkit-bench/proc-sampler';
import type { ProcessDescription } from '@medkit-bench/targets';
import type { LibrarySharers } from './library-sharers.js';

/** A process to be measured, numbered as the observer numbers it. */
export interface Subject {
  name: string;
  pid: number;
  tree: boolean;
}

/** Looks at a subject now and then, while it warms up. */
export interface Poller {
  /** The newest sample; null when the subject could not be read. */
  latest(): Sample | null;
  stop(): void;
}

/** Sees the processes of one instance. */
export interface Observer {
  /** Processes of that name within the instance; without a name its first process. */
  find(comm: string | undefined): Promise<number[]>;
  poller(subject: Subject, pollS: number): Poller;
  watch(subject: Subject, window: WindowOptions): Watch;
  threads(subject: Subject): Promise<ThreadGroup[]>;
  describe(subject: Subject): Promise<ProcessDescription | null>;
  /** Who else maps its libraries; null where this host cannot tell. `helpers` are processes this program started. */
  librarySharers(subjects: readonly Subject[], helpers: ReadonlySet<number>): Promise<LibrarySharers | null>;
  /** The environment it was started with; null where it may not be read. */
  environment(subject: Subject): Promise<ReadonlyMap<string, string> | null>;
}
