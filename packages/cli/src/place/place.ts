import type { ExecOptions, ExecResult, Instance, LocalTarget, StreamHandle } from '@medkit-bench/targets';
import type { Observer } from './observer.js';

/** What to start; paths and names are those of the place. */
export interface PlaceStart {
  label: string;
  /** The instance's own folder: parameters and files stand in it under the same path over there. */
  dir: string;
  /** Port on this host by name. */
  ports: ReadonlyMap<string, number>;
  fill: (text: string, where: string) => string;
  /** Words of a profiler that runs the target. */
  wrap?: readonly string[];
  /** What to start under it instead of the profile's command. */
  command?: readonly string[];
}

/** An instance that runs somewhere, and the ways to deal with it. */
export interface Placed {
  instance: Instance;
  observer: Observer;
  /** Runs a command beside the target: in its container, on its host. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Runs a command beside the target whose output is read while it runs. */
  stream(argv: readonly string[]): StreamHandle | Promise<StreamHandle>;
  /** The ways a profiler around the target is dealt with; null where none can be. */
  tools: ToolHosts | null;
  /** What the place knows of the instance, such as the image's digest; null where there is nothing to know. */
  details(): Promise<Record<string, unknown> | null>;
  /** Why it does not run though it should, such as `its container is paused`; null when nothing is the matter. */
  condition?(): Promise<string | null>;
}

/** Runs programs; what `@medkit-bench/leak-tools` asks for. */
export type ToolHost = Pick<LocalTarget, 'exec'> & {
  stream(argv: readonly string[]): StreamHandle | Promise<StreamHandle>;
};

/** Where a profiler is to be found. */
export interface ToolHosts {
  /** Where the profiler is installed. */
  inside: ToolHost;
  /** Where the instance's processes are numbered as its observer numbers them. */
  processes: ToolHost;
  /** Where the files in the instance's folder can be read, also once the instance has ended. */
  files: ToolHost;
}

/** Where instances of the target live. */
export interface Place {
  /** False where windows are taken of a process that is not ours to restart. */
  readonly fresh: boolean;
  /** Host name under which this machine reaches the target's ports. */
  readonly host: string;
  start(spec: PlaceStart): Promise<Placed>;
  /** Ends what is left of ours. */
  close(): Promise<void>;
}
