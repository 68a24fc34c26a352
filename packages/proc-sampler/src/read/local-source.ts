import { ProcError } from '../errors.js';
import { hasExited } from '../parse/stat.js';
import type { Due, ProcessReading, Reading } from '../reading.js';
import { CgroupReader } from './cgroup-reader.js';
import { HostReader } from './host-reader.js';
import { ProcessReader } from './process-reader.js';
import { processTree } from './process-tree.js';

/** What a local source is made for. */
export interface LocalSourceOptions {
  pid: number;
  startTicks?: number | undefined;
  tree?: boolean | undefined;
  procRoot?: string | undefined;
}

/** At most this often is a tree listed anew when samples come faster. */
const TREE_REFRESH_S = 1;

/** Reads one process or one process tree, its control group and the host from this machine's `/proc`. */
export class LocalSource {
  readonly notes: Set<string> = new Set();
  readonly #procRoot: string;
  readonly #root: ProcessReader;
  readonly #children = new Map<number, ProcessReader>();
  readonly #tree: boolean;
  readonly #cgroup: CgroupReader;
  readonly #host: HostReader;
  #treeAtS = -Infinity;

  /** Throws {@link ProcError} when the process cannot be watched. */
  constructor(options: LocalSourceOptions) {
    const { pid, startTicks } = options;
    this.#procRoot = options.procRoot ?? '/proc';
    this.#tree = options.tree ?? false;
    this.#root = new ProcessReader(this.#procRoot, pid, this.#say);
    if (startTicks !== undefined && this.#root.startTicks !== startTicks) {
      this.#root.close();
      throw restarted(pid, startTicks, this.#root.startTicks);
    }
    if (hasExited(this.#root.readStat())) {
      this.#root.close();
      throw new ProcError(
        'MEDKIT_PROC_ZOMBIE',
        `pid ${pid} is a zombie: it has exited, only its parent has not noticed`,
      );
    }
    this.#cgroup = new CgroupReader(this.#procRoot, pid);
    this.#host = new HostReader(this.#procRoot);
  }

  /** Throws `MEDKIT_PROC_GONE`, `_ZOMBIE` or `_RESTARTED` when the target ended, `_PARSE` on garbage. */
  read(due: Due): Reading {
    const before = process.hrtime.bigint();
    const atS = Number(before) / 1e9;
    const wallMs = Date.now();
    const root = this.#readRoot(due.memory);
    const processes = [root, ...(this.#tree ? this.#readChildren(due.memory, atS) : [])];
    const memoryReadMs =
      due.memory && processes.some(({ memory }) => memory !== null) ? this.#memoryMs() : null;
    const cgroup = due.memory ? this.#cgroup.read() : null;
    const host = due.host ? this.#host.read() : null;
    return {
      atS,
      wallMs,
      processes,
      cgroup,
      host,
      memoryReadMs,
      costUs: Number(process.hrtime.bigint() - before) / 1e3,
    };
  }

  close(): void {
    this.#root.close();
    for (const reader of this.#children.values()) reader.close();
    this.#children.clear();
    this.#cgroup.close();
    this.#host.close();
  }

  readonly #say = (note: string): void => {
    this.notes.add(note);
  };

  #memoryMs(): number {
    let ms = this.#root.memoryReadMs;
    for (const reader of this.#children.values()) ms += reader.memoryReadMs;
    return ms;
  }

  #readRoot(withMemory: boolean): ProcessReading {
    try {
      const reading = this.#root.read(withMemory);
      if (reading.stat.startTicks !== this.#root.startTicks) {
        throw restarted(this.#root.pid, this.#root.startTicks, reading.stat.startTicks);
      }
      if (hasExited(reading.stat)) {
        throw new ProcError('MEDKIT_PROC_ZOMBIE', `pid ${this.#root.pid} has exited (now a zombie)`);
      }
      return reading;
    } catch (error) {
      if ((error as ProcError).code !== 'MEDKIT_PROC_GONE') throw error;
      throw this.#goneOrRestarted(error as ProcError);
    }
  }

  /** The pid may belong to somebody else by now. */
  #goneOrRestarted(gone: ProcError): ProcError {
    const { pid, startTicks } = this.#root;
    try {
      const next = new ProcessReader(this.#procRoot, pid, () => undefined);
      next.close();
      return restarted(pid, startTicks, next.startTicks);
    } catch {
      return gone;
    }
  }

  #readChildren(withMemory: boolean, atS: number): ProcessReading[] {
    if (atS - this.#treeAtS >= TREE_REFRESH_S) this.#refreshTree(atS);
    const readings: ProcessReading[] = [];
    for (const [pid, reader] of this.#children) {
      try {
        readings.push(reader.read(withMemory));
      } catch (error) {
        if ((error as ProcError).code !== 'MEDKIT_PROC_GONE') throw error;
        reader.close();
        this.#children.delete(pid);
        this.#treeAtS = -Infinity;
      }
    }
    return readings;
  }

  #refreshTree(atS: number): void {
    this.#treeAtS = atS;
    const pids = new Set(processTree(this.#root.pid, this.#procRoot));
    pids.delete(this.#root.pid);
    for (const [pid, reader] of this.#children) {
      if (pids.has(pid)) continue;
      reader.close();
      this.#children.delete(pid);
    }
    for (const pid of pids) {
      if (this.#children.has(pid)) continue;
      try {
        this.#children.set(pid, new ProcessReader(this.#procRoot, pid, this.#say));
      } catch {
        // Ended before it could be opened.
      }
    }
  }
}

function restarted(pid: number, expected: number, found: number): ProcError {
  return new ProcError(
    'MEDKIT_PROC_RESTARTED',
    `pid ${pid} now belongs to another process: it started at tick ${found}, the watched one at tick ${expected}`,
  );
}
