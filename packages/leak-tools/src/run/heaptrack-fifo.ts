import { lstatSync, readFileSync, rmSync } from 'node:fs';

/** Where heaptrack's script, as the process of that id, makes the pipe to its writer; no option moves it. */
export function heaptrackFifo(wrapperPid: number): string {
  return `/tmp/heaptrack_fifo${wrapperPid}`;
}

/**
 * Removes the pipes that scripts of heaptrack on this host left because they were killed: a script that ends in its
 * own way removes its pipe itself. One that still runs, or whose pipe is no pipe, is left alone.
 *
 * @param wrapperPids ids of processes that are or may have been such scripts
 * @returns the paths that were removed
 */
export function removeHeaptrackFifos(wrapperPids: readonly number[]): string[] {
  return wrapperPids.flatMap((pid) => {
    if (isRunning(pid)) return [];
    const fifo = heaptrackFifo(pid);
    try {
      if (!lstatSync(fifo).isFIFO()) return [];
      rmSync(fifo);
      return [fifo];
    } catch {
      // Not there, or somebody else's.
      return [];
    }
  });
}

/** A process that has ended and waits for its parent to ask keeps its number, and no command line. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}
