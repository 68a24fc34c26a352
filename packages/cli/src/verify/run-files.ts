import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import type { StoredSample } from '../engine/cell-store.js';
import { SampleColumns } from '../lanes/sample-columns.js';
import { requireInside } from '../engine/inside-folder.js';
import { linesOf } from '../engine/ndjson-lines.js';
import { readJson } from '../engine/store.js';
import { badInput } from '../errors.js';

const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** The files of a run that somebody else may have written: nothing in them leads out of its folder. */
export class RunFiles {
  readonly dir: string;

  /** @throws BenchError (exit 2) when there is no such folder */
  constructor(runDir: string) {
    if (!existsSync(runDir) || !lstatSync(realpathSync(runDir)).isDirectory())
      throw badInput(`there is no run in ${runDir}`, 'give a folder below results/');
    this.dir = runDir;
  }

  folders(): string[] {
    return readdirSync(this.dir).filter((name) => existsSync(path.join(this.dir, name, 'plan.json')));
  }

  has(...parts: readonly string[]): boolean {
    return existsSync(this.#named(parts));
  }

  /** A parsed JSON object. @throws BenchError (exit 2) when it is missing, cut short or no object */
  json(...parts: readonly string[]): Record<string, unknown> {
    const file = this.#inside(parts);
    const value = readJson(file);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badInput(`${file} is no JSON object`, 'restore it from a copy');
    return value as Record<string, unknown>;
  }

  /** Size of a cell's samples in bytes; 0 where there are none. */
  samplesBytes(lane: string, cellId: string): number {
    return (
      statSync(this.#named([lane, 'cells', cellId, 'samples.ndjson']), { throwIfNoEntry: false })?.size ?? 0
    );
  }

  /**
   * What figures are made of in a cell's windows, by process as they come in the file.
   * @throws BenchError (exit 2) when the file is missing or a line is cut short
   */
  samples(lane: string, cellId: string): Map<string, SampleColumns> {
    const file = this.#inside([lane, 'cells', cellId, 'samples.ndjson']);
    const windows = new Map<string, SampleColumns>();
    let number = 0;
    for (const line of linesOf(file)) {
      number += 1;
      if (line === '') continue;
      const sample = sampleOf(line, `${file}, line ${number}`);
      let window = windows.get(sample.subject);
      if (window === undefined) windows.set(sample.subject, (window = new SampleColumns()));
      if (sample.phase === 'window') window.add(sample);
    }
    return windows;
  }

  // Names come from the run's own files.
  #named(parts: readonly string[]): string {
    const bad = parts.find((part) => !PLAIN_NAME.test(part));
    if (bad !== undefined)
      throw badInput(`${this.dir}: '${bad}' is not a name of this run's files`, 'do not trust this run');
    return path.join(this.dir, ...parts);
  }

  // A link may stand in any place of a path.
  #inside(parts: readonly string[]): string {
    const file = this.#named(parts);
    if (!existsSync(file))
      throw badInput(
        `${file} is missing: the run is not complete`,
        'finish it with --resume, or restore the file',
      );
    requireInside(this.dir, file);
    return file;
  }
}

function sampleOf(line: string, where: string): StoredSample {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw badInput(`${where} is no JSON: the samples are half written`, 'restore the file from a copy');
  }
  const sample = value as Partial<StoredSample> | null;
  const known = sample?.phase === 'window' || sample?.phase === 'warmup';
  if (!known || typeof sample.subject !== 'string' || typeof sample.t_s !== 'number')
    throw badInput(`${where} is no sample`, 'restore the file from a copy');
  return sample as StoredSample;
}
