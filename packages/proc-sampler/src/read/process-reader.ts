import { readdirSync, statSync } from 'node:fs';
import { ProcError } from '../errors.js';
import { parseProcessIo, type ProcessIo } from '../parse/process-io.js';
import type { MemoryMaps } from '../parse/smaps.js';
import { hasExited, isKernelThread, parseStat, type StatFields } from '../parse/stat.js';
import { parseStatus, type StatusFields } from '../parse/status.js';
import type { ProcessReading } from '../reading.js';
import { exitedReading } from './exited-reading.js';
import { KeptFile, meansDenied, meansGone } from './kept-file.js';
import { MemoryReader } from './memory-reader.js';
import { ThreadReader } from './thread-reader.js';

/** Reads one process through kept-open files; bound to the process that had the pid when this was made. */
export class ProcessReader {
  readonly pid: number;
  readonly startTicks: number;
  /** Wall time of the last reading of the memory maps. */
  memoryReadMs = 0;
  readonly #dir: string;
  readonly #stat: KeptFile;
  readonly #status: KeptFile;
  readonly #io: KeptFile;
  readonly #memory: MemoryReader;
  readonly #threads: ThreadReader;
  readonly #say: (note: string) => void;
  #ioDenied = false;

  /** Throws `MEDKIT_PROC_GONE`, `MEDKIT_PROC_KERNEL_THREAD`, `MEDKIT_PROC_DENIED` or `MEDKIT_PROC_PARSE`. */
  constructor(procRoot: string, pid: number, say: (note: string) => void) {
    this.pid = pid;
    this.#say = say;
    this.#dir = `${procRoot}/${pid}`;
    this.#stat = new KeptFile(`${this.#dir}/stat`);
    this.#status = new KeptFile(`${this.#dir}/status`);
    this.#io = new KeptFile(`${this.#dir}/io`);
    this.#memory = new MemoryReader(this.#dir, pid, say);
    this.#threads = new ThreadReader(this.#dir);
    try {
      const stat = this.readStat();
      if (isKernelThread(stat)) throw kernelThread(stat);
      this.startTicks = stat.startTicks;
      // Opened now, while the pid is known to be this process's: from here on they cannot become another's.
      this.#status.read();
      this.readStat();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** Throws `MEDKIT_PROC_GONE` when the process has ended and been waited for. */
  readStat(): StatFields {
    try {
      return parseStat(this.#stat.read());
    } catch (error) {
      if (meansGone(error))
        throw new ProcError('MEDKIT_PROC_GONE', `pid ${this.pid} has exited`, { cause: error });
      if (meansDenied(error)) {
        const message = `${this.#dir}/stat: permission denied; is /proc mounted with hidepid? Run as root or join its gid=`;
        throw new ProcError('MEDKIT_PROC_DENIED', message, { cause: error });
      }
      throw error;
    }
  }

  /** One reading; the cheap files always, maps and descriptors when asked for. Throws as {@link readStat}. */
  read(withMemory: boolean): ProcessReading {
    const stat = this.readStat();
    if (hasExited(stat)) return exitedReading(stat);
    const status = this.#readStatus();
    const memory = withMemory ? this.#readMemory() : null;
    return {
      stat,
      status,
      memory,
      threads: this.#threads.read(),
      io: this.#readIo(),
      numFds: withMemory ? this.#countFds() : null,
    };
  }

  close(): void {
    this.#stat.close();
    this.#status.close();
    this.#io.close();
    this.#memory.close();
    this.#threads.close();
  }

  #readMemory(): MemoryMaps | null {
    const before = process.hrtime.bigint();
    const memory = this.#memory.read();
    this.memoryReadMs = Number(process.hrtime.bigint() - before) / 1e6;
    return memory;
  }

  #readStatus(): StatusFields | null {
    try {
      return parseStatus(this.#status.read());
    } catch (error) {
      if (meansGone(error)) return null;
      throw error;
    }
  }

  #readIo(): ProcessIo | null {
    if (this.#ioDenied) return null;
    try {
      return parseProcessIo(this.#io.read());
    } catch (error) {
      this.#io.close();
      if (!meansGone(error)) this.#ioDenied = true;
      if (meansDenied(error)) this.#say(`I/O counters of pid ${this.pid}: permission denied; they are null`);
      return null;
    }
  }

  /** Since Linux 6.2 the folder's size is the count; before, its entries must be listed. */
  #countFds(): number | null {
    try {
      const { size } = statSync(`${this.#dir}/fd`);
      return size > 0 ? size : readdirSync(`${this.#dir}/fd`).length;
    } catch {
      return null;
    }
  }
}

function kernelThread(stat: StatFields): ProcError {
  return new ProcError(
    'MEDKIT_PROC_KERNEL_THREAD',
    `pid ${stat.pid} (${stat.comm}) is a kernel thread: it has no memory of its own; give the pid of a process`,
  );
}
