import { renameSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import type { Sample } from '@medkit-bench/proc-sampler';
import { SampleColumns } from '../lanes/sample-columns.js';
import { samplesFile, type StoredSample } from './cell-store.js';
import { GrowingFile } from './growing-file.js';
import { inPieces } from './ndjson-lines.js';
import { writeAtomic } from './store.js';

/**
 * The samples of a cell on their way into its folder. They are written as they come, each process into a file of its
 * own that ends in `.partial`: nothing of a long window stays in memory, it can be read meanwhile, and a kill leaves
 * what was measured up to then. {@link finish} makes the one file of a finished cell of them; whatever runs the cell
 * again, or `clean`, removes what is left of them.
 */
export class CellSamples {
  readonly #dir: string;
  readonly #file: string;
  readonly #parts: GrowingFile[] = [];

  constructor(laneDir: string, cellId: string) {
    this.#file = path.join(laneDir, samplesFile(cellId));
    this.#dir = path.dirname(this.#file);
  }

  /** Polls of one process while it warmed up; they come at negative times. */
  warmedUp(index: number, subject: string, polls: readonly Sample[]): void {
    const lastPollS = polls.at(-1)?.t_s ?? 0;
    for (const sample of polls) {
      const t_s = Math.round((sample.t_s - lastPollS - 0.001) * 1e6) / 1e6;
      this.#part(index).append(line(subject, 'warmup', { ...sample, t_s }));
    }
  }

  /** A sample of the window, as it was measured: the record's figures come out of it again, to the last digit. */
  add(index: number, subject: string, sample: Sample): void {
    this.#part(index).append(line(subject, 'window', sample));
  }

  /** What figures are made of in one process's window. */
  columns(index: number): SampleColumns {
    const columns = new SampleColumns();
    for (const text of this.#part(index).lines()) {
      const sample = JSON.parse(text) as StoredSample;
      if (sample.phase === 'window') columns.add(sample);
    }
    return columns;
  }

  /** @throws BenchError (exit 2) when it cannot be written */
  finish(): void {
    const [main, ...others] = this.#parts;
    for (const part of this.#parts) part.flush();
    if (main?.inPlace()) {
      for (const other of others) for (const text of other.lines()) main.append(text);
      main.sync();
      renameSync(main.file, this.#file);
      main.close();
    } else {
      // Somebody has removed it meanwhile: what is open can still be read.
      writeAtomic(this.#file, inPieces(linesOfAll(this.#parts)));
      main?.close();
    }
    for (const other of others) other.remove();
  }

  /** Removes what was written of a cell that has no result. */
  discard(): void {
    for (const part of this.#parts) part.remove();
    try {
      rmdirSync(this.#dir);
    } catch {
      // Not there, or something else is in it.
    }
  }

  // The main process's samples stand first in the file of a finished cell: its readers rely on it.
  #part(index: number): GrowingFile {
    return (this.#parts[index] ??= new GrowingFile(
      index === 0 ? `${this.#file}.partial` : path.join(this.#dir, `samples-${index}.ndjson.partial`),
    ));
  }
}

function* linesOfAll(parts: readonly GrowingFile[]): Generator<string> {
  for (const part of parts) yield* part.lines();
}

function line(subject: string, phase: StoredSample['phase'], sample: Sample): string {
  return JSON.stringify({ subject, phase, ...sample });
}
