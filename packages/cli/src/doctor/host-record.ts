import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeJson } from '../engine/store.js';
import type { ExaminedGroup } from './examine.js';

/** What is kept of a doctor's visit: reports say when it was and what it found. */
export interface DoctorRecord {
  schema_version: 1;
  at: string;
  hostname: string;
  broken: string[];
  problems: string[];
}

/** Where this program keeps what it knows of this host (`$XDG_STATE_HOME/medkit-bench`, `~/.local/state/medkit-bench`). */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const base = env['XDG_STATE_HOME'] || path.join(env['HOME'] ?? os.homedir(), '.local', 'state');
  return path.join(base, 'medkit-bench');
}

export function doctorRecord(groups: readonly ExaminedGroup[], now: Date): DoctorRecord {
  const findings = groups.flatMap((group) => group.findings);
  const named = (state: string): string[] => findings.filter((f) => f.state === state).map((f) => f.id);
  return {
    schema_version: 1,
    at: now.toISOString(),
    hostname: os.hostname(),
    broken: named('broken'),
    problems: named('problem'),
  };
}

export function storeDoctorRecord(folder: string, record: DoctorRecord): void {
  writeJson(path.join(folder, 'doctor.json'), record);
}

/** The last visit on this host; null when there was none, or its file is unreadable. */
export function lastDoctorRecord(folder: string): DoctorRecord | null {
  try {
    const record = JSON.parse(readFileSync(path.join(folder, 'doctor.json'), 'utf8')) as DoctorRecord;
    return record.schema_version === 1 && record.hostname === os.hostname() ? record : null;
  } catch {
    return null;
  }
}
