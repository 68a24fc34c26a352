import {
  existsSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
  openSync,
  fsyncSync,
  closeSync,
} from 'node:fs';
import path from 'node:path';
import { BenchError, badInput, messageOf } from '../errors.js';
import { makeFolder } from './make-folder.js';

/**
 * Writes a file so that a reader, or a run that continues after a kill, sees all of it or none. What is longer than a
 * string can be is given in pieces.
 */
export function writeAtomic(file: string, data: string | Uint8Array | Generator<string>): void {
  const partial = `${file}.partial`;
  try {
    makeFolder(path.dirname(file));
    // Not through a link that somebody has put there.
    rmSync(partial, { force: true });
    const handle = openSync(partial, 'wx');
    try {
      if (typeof data === 'string' || data instanceof Uint8Array) writeFileSync(handle, data);
      else for (const piece of data) writeFileSync(handle, piece);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(partial, file);
  } catch (error) {
    removeQuietly(partial);
    throw new BenchError('MEDKIT_WRITE', `${file} could not be written: ${messageOf(error)}`, {
      next: 'free some space or choose another folder with --results-dir; finished cells are kept, --resume goes on',
      cause: error,
    });
  }
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // The write has already failed, and that is the error to report.
  }
}

export function writeJson(file: string, value: unknown): void {
  writeAtomic(file, `${JSON.stringify(value, null, 2)}\n`);
}

/** Parsed JSON, or null when there is no such file. A file that is not JSON is an error that names it. */
export function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw badInput(`${file} cannot be read: ${messageOf(error)}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw badInput(`${file} is not JSON: ${messageOf(error)}`, 'remove it, or restore it from a copy');
  }
  if (isDeeper(value, MOST_LEVELS))
    throw badInput(
      `${file} nests deeper than ${MOST_LEVELS} levels: no file of a run does`,
      'do not trust it',
    );
  return value;
}

/** More levels than any file of ours has; far fewer than what walks them can take. */
const MOST_LEVELS = 100;

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((one) => isDeeper(one, levels - 1));
  for (const key in value) if (isDeeper((value as Record<string, unknown>)[key], levels - 1)) return true;
  return false;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** A run's folder below the results folder; a name that would climb out is refused. */
export function runFolder(resultsDir: string, name: string): string {
  if (!NAME.test(name)) {
    throw badInput(
      `--run-dir: '${name}' is not a name for a run`,
      'use letters, digits, dots, hyphens and underscores; --results-dir says where runs go',
    );
  }
  return path.join(resultsDir, name);
}

/** Creates a folder and proves that it can be written, before anything is started. */
export function ensureWritable(dir: string): void {
  const probe = path.join(dir, `.write-probe-${process.pid}`);
  try {
    makeFolder(dir);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw badInput(
      `results cannot be written to ${dir}: ${messageOf(error)}`,
      'choose another folder with --results-dir',
    );
  }
}

/** The newest run below the results folder that holds this lane, or null. */
export function newestRunWith(resultsDir: string, lane: string): string | null {
  if (!existsSync(resultsDir)) return null;
  const runs = readdirSync(resultsDir)
    .filter((name) => existsSync(path.join(resultsDir, name, lane, 'plan.json')))
    .sort();
  return runs.at(-1) ?? null;
}

/** A sortable name for a run that starts now. */
export function newRunName(now: Date): string {
  return now
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace('T', '_')
    .replaceAll(':', '');
}
