import type { Readable } from 'node:stream';
import type { HostDescription } from './host/host-description.js';

/** What a finished command said. Output is UTF-8 text; bytes that are not become U+FFFD. */
export interface ExecResult {
  /** Exit code; null when a signal ended the command or it ran out of time. */
  code: number | null;
  /** Name of the signal that ended it, such as `SIGKILL`; null when none did or it is not known. */
  signal: string | null;
  stdout: string;
  stderr: string;
  /** True when the command was still running at `timeoutS` and was ended for it. */
  timedOut: boolean;
  /** Wall time in seconds, as seen from here. */
  durationS: number;
}

/** How a command is run. */
export interface ExecOptions {
  /** Seconds until the command is ended; default 30. */
  timeoutS?: number;
  /** Written to its standard input, which is then closed; without it standard input is empty. */
  input?: string;
  /** Added to the environment that the target gives. */
  env?: Record<string, string>;
  cwd?: string;
  /** Bytes of stdout and stderr together after which the command is ended with an error; default 64 MiB. */
  maxOutputBytes?: number;
}

/** How a command whose output is read while it runs is run. */
export interface StreamOptions {
  /** Seconds until the command is ended; no limit by default. */
  timeoutS?: number;
  env?: Record<string, string>;
  cwd?: string;
}

/** A running command; its output arrives as it is written. Both streams must be read or resumed. */
export interface StreamHandle {
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles once the command has ended. Rejects only when the way to the target broke, with what broke. */
  readonly done: Promise<{ code: number | null; signal: string | null }>;
  /** Ends the command (default SIGTERM). Where signals cannot be sent, its channel is closed instead. */
  kill(signal?: NodeJS.Signals): void;
}

/** How an ended instance ended. */
export interface StopResult {
  /** `exited`: had ended by itself before; `terminated`: ended on the signal; `killed`: needed SIGKILL. */
  how: 'exited' | 'terminated' | 'killed';
  code: number | null;
  signal: string | null;
}

/** How an instance is stopped. */
export interface StopOptions {
  /** First signal; default SIGTERM. */
  signal?: NodeJS.Signals;
  /** Seconds it is given before SIGKILL; default 10. */
  graceS?: number;
}

/** Something that was started here and is ours to stop. */
export interface Instance {
  readonly id: string;
  /** Its process id on this host; null where this host cannot see it. */
  readonly pid: number | null;
  readonly label: string;
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  running(): boolean;
  /** The last lines it printed, oldest first; the log kept is bounded. */
  logTail(lines: number): string[] | Promise<string[]>;
  /** Ends it and everything it started. Safe to call again: the first answer is given. */
  stop(options?: StopOptions): Promise<StopResult>;
}

/** A place where processes live. Every call has a time limit; every failure is a `TargetError`. */
export interface Target {
  readonly kind: 'local' | 'docker' | 'compose' | 'ssh';
  /** Runs a program with its arguments. A non-zero exit code or a timeout is a result, not an error. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>;
  /** Runs a program whose output is read while it runs. */
  stream(argv: readonly string[], options?: StreamOptions): StreamHandle | Promise<StreamHandle>;
  readFile(path: string): Promise<Buffer>;
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  /** The machine behind the target. */
  describe(): Promise<HostDescription>;
  close(): Promise<void>;
}
