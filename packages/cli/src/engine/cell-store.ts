import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Sample } from '@medkit-bench/proc-sampler';
import type { CellRecord } from '../lanes/cell-record.js';
import { requireInside } from './inside-folder.js';
import { linesOf } from './ndjson-lines.js';
import type { Profiled } from './read-recording.js';
import { readJson, writeAtomic, writeJson } from './store.js';

/** A sample as it stands in `samples.ndjson`: warm-up polls come at negative times. */
export type StoredSample = Sample & { phase: 'warmup' | 'window'; subject: string };

/** Path of a cell's samples, relative to its lane's folder. */
export function samplesFile(cellId: string): string {
  return path.posix.join('cells', cellId, 'samples.ndjson');
}

/** Writes a cell whose samples are there: the record last, so that a record means a finished cell. */
export function writeCell(laneDir: string, record: CellRecord, files: Profiled['files'] = []): void {
  const dir = path.join(laneDir, 'cells', record.id);
  for (const file of files) writeAtomic(path.join(dir, file.name), file.content);
  writeJson(path.join(dir, 'cell.json'), record);
}

/** The record of a finished, measured cell; null when it was never finished or failed. */
export function readFinishedCell(laneDir: string, cellId: string): CellRecord | null {
  const record = readJson(path.join(laneDir, 'cells', cellId, 'cell.json')) as CellRecord | null;
  return record?.status === 'ok' ? record : null;
}

/** Removes what an unfinished or failed cell left, so that it can be run again. */
export function clearCell(laneDir: string, cellId: string): void {
  rmSync(path.join(laneDir, 'cells', cellId), { recursive: true, force: true });
}

/** Cell ids of ours; one that a foreign summary names may not lead out of its lane's folder. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/**
 * The samples of a cell, one at a time; none when it has no file. A line cut short by a kill is left out.
 * @throws BenchError (exit 2) for a file that is not in the lane's folder
 */
export function* readSamples(laneDir: string, cellId: string): Generator<StoredSample> {
  const file = path.join(laneDir, samplesFile(cellId));
  if (!PLAIN_ID.test(cellId) || !existsSync(file)) return;
  requireInside(laneDir, file);
  for (const line of linesOf(file)) {
    const sample = line === '' ? null : parsed(line);
    if (sample) yield sample;
  }
}

function parsed(line: string): StoredSample | null {
  try {
    return JSON.parse(line) as StoredSample | null;
  } catch {
    return null;
  }
}
