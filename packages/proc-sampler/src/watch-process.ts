import { availableParallelism } from 'node:os';
import { ProcError } from './errors.js';
import { LocalSource } from './read/local-source.js';
import { runWindow } from './run-window.js';
import type { Watch, WindowOptions } from './watch-types.js';

/** A process of this machine and how to sample it. */
export interface WatchProcessOptions extends WindowOptions {
  pid: number;
  /** Refuses a process with another start time; see `readStartTicks`. */
  startTicks?: number | undefined;
  /** Sums the process and all its descendants. */
  tree?: boolean | undefined;
  /** Where the proc file system is mounted; default `/proc`. */
  procRoot?: string | undefined;
}

/**
 * Watches a process of this machine. Throws {@link ProcError} at once when it cannot be watched (gone, zombie, kernel
 * thread, another start time, a bad option); whatever happens later ends the window with a reason.
 */
export function watchProcess(options: WatchProcessOptions): Watch {
  checkPid(options.pid);
  const local = new LocalSource(options);
  const source = {
    notes: local.notes,
    nproc: availableParallelism(),
    clockGrainS: 1e-9,
    isLocal: true,
    read: local.read.bind(local),
    close: local.close.bind(local),
  };
  try {
    return runWindow(source, { pid: options.pid, tree: options.tree ?? false }, options);
  } catch (error) {
    local.close();
    throw error;
  }
}

/** Throws `MEDKIT_PROC_OPTION` for anything but a positive whole number. */
export function checkPid(pid: number): void {
  if (Number.isSafeInteger(pid) && pid > 0) return;
  throw new ProcError('MEDKIT_PROC_OPTION', `pid must be a positive whole number, got ${pid}`);
}
