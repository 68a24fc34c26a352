import { readdirSync } from 'node:fs';
import { parseSchedstat } from '../parse/schedstat.js';
import type { ThreadTimes } from '../reading.js';
import { KeptFile } from './kept-file.js';

/** Above this many threads one descriptor and one read for each would cost more than the grain is worth. */
const MOST_THREADS = 512;

/** Reads the schedstat of every thread of one process; `/proc/PID/schedstat` itself holds only the first thread's. */
export class ThreadReader {
  readonly #dir: string;
  #files = new Map<string, KeptFile>();

  constructor(processDir: string) {
    this.#dir = `${processDir}/task`;
  }

  /** `null` where the kernel keeps no schedstat, or the threads are too many, or they cannot be listed. */
  read(): ThreadTimes | null {
    let names: string[];
    try {
      names = readdirSync(this.#dir);
    } catch {
      return null;
    }
    if (names.length > MOST_THREADS) return null;
    const tids: number[] = [];
    const cpuNs: number[] = [];
    let waitNs = 0;
    let timeslices = 0;
    for (const name of names) {
      const thread = this.#readOne(name);
      if (thread === null) continue;
      tids.push(Number(name));
      cpuNs.push(thread.cpuNs);
      waitNs += thread.waitNs;
      timeslices += thread.timeslices;
    }
    if (this.#files.size > names.length) this.#closeAllBut(names);
    // A kernel without scheduler statistics writes zeros for threads that have certainly run.
    return timeslices === 0 ? null : { tids, cpuNs, waitNs, timeslices };
  }

  close(): void {
    this.#closeAllBut([]);
  }

  #readOne(name: string): ReturnType<typeof parseSchedstat> | null {
    let file = this.#files.get(name);
    if (file === undefined) {
      file = new KeptFile(`${this.#dir}/${name}/schedstat`);
      this.#files.set(name, file);
    }
    try {
      return parseSchedstat(file.read());
    } catch {
      // Ended between the listing and the read, or the id went to a new thread: open afresh next time.
      file.close();
      this.#files.delete(name);
      return null;
    }
  }

  #closeAllBut(names: readonly string[]): void {
    const alive = new Set(names);
    for (const [name, file] of this.#files) {
      if (alive.has(name)) continue;
      file.close();
      this.#files.delete(name);
    }
  }
}
