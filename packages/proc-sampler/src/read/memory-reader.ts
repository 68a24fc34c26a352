import { parseSmapsRollup, sumSmaps, type MemoryMaps } from '../parse/smaps.js';
import { errnoOf, KeptFile, meansDenied, meansGone } from './kept-file.js';

/** Reads a process's memory maps by the best way the kernel and our rights allow, and says which. */
export class MemoryReader {
  readonly #rollup: KeptFile;
  readonly #smaps: KeptFile;
  readonly #pid: number;
  readonly #say: (note: string) => void;
  #way: 'rollup' | 'smaps' | 'denied' = 'rollup';

  constructor(processDir: string, pid: number, say: (note: string) => void) {
    this.#rollup = new KeptFile(`${processDir}/smaps_rollup`);
    this.#smaps = new KeptFile(`${processDir}/smaps`);
    this.#pid = pid;
    this.#say = say;
  }

  /** `null` when denied or when the process has no memory (any more). Throws `MEDKIT_PROC_PARSE` on garbage. */
  read(): MemoryMaps | null {
    if (this.#way === 'denied') return null;
    try {
      return this.#readOnce();
    } catch (error) {
      // A descriptor belongs to the memory it was opened on: after an exec it must be opened again.
      this.close();
      if (meansDenied(error)) return this.#deny();
      if (!meansGone(error)) throw error;
    }
    try {
      return this.#readOnce();
    } catch (error) {
      this.close();
      if (meansDenied(error)) return this.#deny();
      if (this.#way === 'rollup' && errnoOf(error) === 'ENOENT') return this.#fallBack();
      if (meansGone(error)) return null;
      throw error;
    }
  }

  close(): void {
    this.#rollup.close();
    this.#smaps.close();
  }

  #readOnce(): MemoryMaps | null {
    const text = this.#way === 'rollup' ? this.#rollup.read() : this.#smaps.readToEnd();
    if (text === '') return null;
    return this.#way === 'rollup' ? parseSmapsRollup(text) : sumSmaps(text);
  }

  #fallBack(): MemoryMaps | null {
    this.#way = 'smaps';
    try {
      const maps = this.#readOnce();
      if (maps !== null)
        this.#say('kernel without smaps_rollup: smaps is summed, which costs more per reading');
      return maps;
    } catch (error) {
      this.close();
      if (meansDenied(error)) return this.#deny();
      // Neither file: the process itself is going, which its stat file will say.
      this.#way = 'rollup';
      if (meansGone(error)) return null;
      throw error;
    }
  }

  #deny(): null {
    this.#way = 'denied';
    this.#say(
      `memory maps of pid ${this.#pid}: permission denied; USS, PSS and the private parts are null. ` +
        'Run as root, as the user that owns the process, or with the capability CAP_SYS_PTRACE',
    );
    return null;
  }
}
