/**
 * `ok`: works. `note`: works, with something worth knowing. `missing`: an optional part is not there, and what needs it
 * will say so. `problem`: measurements are worse for it. `broken`: nothing can be measured here.
 */
export type FindingState = 'ok' | 'note' | 'missing' | 'problem' | 'broken';

/** One thing the doctor looked at. */
export interface Finding {
  /** Stable name, for scripts: `ptrace`, `cgroup`, ... */
  id: string;
  state: FindingState;
  /** What was found. */
  found: string;
  /** What that means for measurements; empty where all is well. */
  means: string;
  /** The line that fixes it; null where there is nothing to do or nothing that helps. */
  fix: string | null;
}

/** What the checks ask of the machine; a test gives another one. */
export interface HostReader {
  /** Text of a file; null where it is absent or may not be read. */
  read(path: string): string | null;
  /** Names in a folder; empty where there is none. */
  list(path: string): string[];
  /** Result of a program; null where there is no such program. Never throws. */
  run(argv: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string } | null>;
  readonly nodeVersion: string;
  readonly uid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Free bytes where results go, and whether a file can be written there. */
  resultsFolder(): { path: string; freeBytes: number | null; writable: boolean };
  /** Jiffies of all CPUs by kind, twice, a second apart: for steal and other load. */
  cpuShares(): Promise<{ busy: number; steal: number } | null>;
  readonly cores: number;
}

/** A check: one question, one answer. */
export type Check = (host: HostReader) => Finding | Promise<Finding>;

export function ok(id: string, found: string): Finding {
  return { id, state: 'ok', found, means: '', fix: null };
}

export function finding(
  id: string,
  state: Exclude<FindingState, 'ok'>,
  found: string,
  means: string,
  fix: string | null = null,
): Finding {
  return { id, state, found, means, fix };
}
