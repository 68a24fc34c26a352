import type { Readable } from 'node:stream';

/** What a finished command said. A non-zero code or a timeout is a result, not an error. */
export interface CommandResult {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/** A command whose output is read while it runs. */
export interface CommandStream {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly done: Promise<{ code: number | null; signal: string | null }>;
  kill(signal?: NodeJS.Signals): void;
}

/**
 * The place where the subject and its profiler live: this machine, a container or an SSH host. Every program is an
 * argument list; no shell is asked to take one apart. A target of `@medkit-bench/targets` fits as it is.
 */
export interface LeakHost {
  exec(
    argv: readonly string[],
    options?: { timeoutS?: number; env?: Record<string, string> },
  ): Promise<CommandResult>;
  stream(argv: readonly string[], options?: { timeoutS?: number }): CommandStream | Promise<CommandStream>;
}

/** Time, so that tests need not wait for it. */
export interface LeakClock {
  /** Monotonic seconds. */
  nowS(): number;
  sleepS(seconds: number): Promise<void>;
}

/** The clock of this machine. */
export const systemClock: LeakClock = {
  nowS: () => performance.now() / 1000,
  sleepS: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
};
