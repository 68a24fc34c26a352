import { parseHostCpu, parseLoadAverage, parsePressureAvg10 } from '../parse/host.js';
import type { HostReading } from '../reading.js';
import { OptionalFile } from './kept-file.js';

/** Reads load, CPU use, steal and pressure of this host; `null` for each that the kernel does not offer. */
export class HostReader {
  readonly #stat: OptionalFile;
  readonly #load: OptionalFile;
  readonly #cpu: OptionalFile;
  readonly #memory: OptionalFile;
  readonly #io: OptionalFile;

  constructor(procRoot: string) {
    this.#stat = new OptionalFile(`${procRoot}/stat`);
    this.#load = new OptionalFile(`${procRoot}/loadavg`);
    this.#cpu = new OptionalFile(`${procRoot}/pressure/cpu`);
    this.#memory = new OptionalFile(`${procRoot}/pressure/memory`);
    this.#io = new OptionalFile(`${procRoot}/pressure/io`);
  }

  read(): HostReading {
    return hostReadingOf({
      stat: this.#stat.read(),
      loadavg: this.#load.read(),
      psiCpu: this.#cpu.read(),
      psiMemory: this.#memory.read(),
      psiIo: this.#io.read(),
    });
  }

  close(): void {
    for (const file of [this.#stat, this.#load, this.#cpu, this.#memory, this.#io]) file.close();
  }
}

/** The texts of the host's files, `null` for each that is not there. */
export interface HostTexts {
  stat: string | null;
  loadavg: string | null;
  psiCpu: string | null;
  psiMemory: string | null;
  psiIo: string | null;
}

/** Parses what is there; a text that is not what the kernel writes counts as absent, noise figures being optional. */
export function hostReadingOf(texts: HostTexts): HostReading {
  return {
    load1: attempt(texts.loadavg, (text) => parseLoadAverage(text).load1),
    cpu: attempt(texts.stat, parseHostCpu),
    psiCpu: attempt(texts.psiCpu, parsePressureAvg10),
    psiMemory: attempt(texts.psiMemory, parsePressureAvg10),
    psiIo: attempt(texts.psiIo, parsePressureAvg10),
  };
}

function attempt<T>(text: string | null, parse: (text: string) => T | null): T | null {
  if (text === null) return null;
  try {
    return parse(text);
  } catch {
    return null;
  }
}
