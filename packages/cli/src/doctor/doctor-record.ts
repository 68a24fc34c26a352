import type { HostFile } from '../instrument/host-file.js';
import { hostFile, keepHostFile, readHostFile } from '../instrument/host-file.js';
import type { ExaminedGroup } from './examine.js';

const FILE = 'doctor.json';

/** What is kept of a doctor's visit: reports say when it was and what it found. */
export interface DoctorRecord extends HostFile {
  broken: string[];
  problems: string[];
}

export function doctorRecord(groups: readonly ExaminedGroup[], now: Date): DoctorRecord {
  const findings = groups.flatMap((group) => group.findings);
  const named = (state: string): string[] => findings.filter((f) => f.state === state).map((f) => f.id);
  return { ...hostFile(now), broken: named('broken'), problems: named('problem') };
}

export function keepDoctorRecord(folder: string, record: DoctorRecord): void {
  keepHostFile(folder, FILE, record);
}

export function lastDoctorRecord(folder: string): DoctorRecord | null {
  return readHostFile<DoctorRecord>(folder, FILE);
}
