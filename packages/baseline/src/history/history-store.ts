import { type FileHandle, open, readFile } from 'node:fs/promises';
import { BaselineError } from '../errors.js';
import { withFileLock } from '../files/file-lock.js';
import { withStoreErrors } from '../files/update-baseline.js';
import type { HistoryEntry } from './history-entry.js';
import { isHistoryEntry } from './history-schema.js';

/** What a store holds. */
export interface History {
  entries: HistoryEntry[];
  /** Bytes of a last line that a kill cut short; they were never acknowledged. */
  tornBytes: number;
}

/** How a store is written. */
export interface AppendOptions {
  /** How long to wait for another writer; 10 s when left out. */
  readonly lockTimeoutS?: number;
}

const NEWLINE = 0x0a;

/**
 * Reads a history: one JSON object a line. A last line without its end is a write that was cut short and is left out;
 * damage anywhere else is not passed over.
 * @throws BaselineError MEDKIT_HISTORY_INVALID naming the line, MEDKIT_STORE_IO
 */
export async function readHistory(path: string): Promise<History> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { entries: [], tornBytes: 0 };
    throw new BaselineError('MEDKIT_STORE_IO', `cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1);
  return { entries: lines.map((line, i) => parseLine(line, i + 1, path)), tornBytes: bytes.length - end };
}

/**
 * Adds entries that the history does not hold yet; they are on disk when this returns. Concurrent writers wait for
 * each other, and what a killed one left of a line is removed first.
 * @returns how many were new
 * @throws BaselineError MEDKIT_STORE_LOCKED, MEDKIT_STORE_IO, MEDKIT_HISTORY_INVALID
 */
export async function appendHistory(
  path: string,
  entries: readonly HistoryEntry[],
  options: AppendOptions = {},
): Promise<number> {
  return withStoreErrors(path, () =>
    withFileLock(path, options.lockTimeoutS ?? 10, async () => {
      const { entries: old } = await readHistory(path);
      const known = new Set(old.map((entry) => entry.id));
      const fresh = entries.filter((entry) => !known.has(entry.id) && known.add(entry.id));
      if (fresh.length === 0) return 0;
      const file = await open(path, 'a+');
      try {
        await dropTornTail(file);
        await file.appendFile(fresh.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
        await file.sync();
      } finally {
        await file.close();
      }
      return fresh.length;
    }),
  );
}

async function dropTornTail(file: FileHandle): Promise<void> {
  const bytes = await file.readFile();
  const end = bytes.lastIndexOf(NEWLINE) + 1;
  if (end < bytes.length) await file.truncate(end);
}

function parseLine(line: string, number: number, path: string): HistoryEntry {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch {
    data = null;
  }
  if (isHistoryEntry(data)) return data;
  const version = (data as { schema_version?: unknown } | null)?.schema_version;
  const what =
    version === undefined || version === 1 ? 'is damaged' : `has schema_version ${JSON.stringify(version)}`;
  throw new BaselineError('MEDKIT_HISTORY_INVALID', `${path}: line ${number} ${what}`, {
    next: 'restore the file from a copy, or remove that line and import its run again',
  });
}
