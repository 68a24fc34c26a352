import type { ExecOptions, ExecResult, Instance, StreamHandle } from '@medkit-bench/targets';
import type { Observer } from './observer.js';

/** What to start; paths and names are those of the place. */
export interface PlaceStart {
  label: string;
  /** The instance's own folder: parameters and files stand in it under the same path over there. */
  dir: string;
  /** Port on this host by name. */
  ports: ReadonlyMap<string, number>;
  fill: (text: string, where: string) => string;
}

/** An instance that runs somewhere, and the ways to deal with it. */
export interface Placed {
  instance: Instance;
  observer: Observer;
  /** Runs a command beside the target: in its container, on its host. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Runs a command beside the target whose output is read while it runs. */
  stream(argv: readonly string[]): StreamHandle | Promise<StreamHandle>;
  /** What the place knows of the instance, such as the image's digest; null where there is nothing to know. */
  details(): Promise<Record<string, unknown> | null>;
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
