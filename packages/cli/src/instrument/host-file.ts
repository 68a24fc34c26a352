import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeJson } from '../engine/store.js';

/** What every record about this host has. */
export interface HostFile {
  schema_version: 1;
  /** ISO 8601. */
  at: string;
  hostname: string;
}

/** The head of a record that is made now. */
export function hostFile(now: Date): HostFile {
  return { schema_version: 1, at: now.toISOString(), hostname: os.hostname() };
}

/** Keeps a record; a host whose home cannot be written has none, and its reports say so. */
export function keepHostFile(folder: string, name: string, record: HostFile): void {
  try {
    writeJson(path.join(folder, name), record);
  } catch {
    // Nothing that was measured is lost by it.
  }
}

/** A record of this host; null when there is none, when it is another host's, or when it is unreadable. */
export function readHostFile<T extends HostFile>(folder: string, name: string): T | null {
  try {
    const record = JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as T;
    return record.schema_version === 1 && record.hostname === os.hostname() ? record : null;
  } catch {
    return null;
  }
}
