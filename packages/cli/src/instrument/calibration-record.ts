import { VERSION } from '../version.js';
import { badInput } from '../errors.js';
import type { HostFile } from './host-file.js';
import { hostFile, keepHostFile, readHostFile } from './host-file.js';

/** A calibration older than this says little about today's host. */
export const FRESH_DAYS = 30;

const FILE = 'calibration.json';

/** The last calibration of this host. */
export interface CalibrationRecord extends HostFile {
  tool_version: string;
  quick: boolean;
  verdict: string;
  /** Names of the rows that failed. */
  failed: string[];
  rows: number;
}

/** What of a calibration's summary is kept. */
export interface CalibratedSummary {
  verdict: string;
  quick: boolean;
  rows: readonly { id: string; pass: boolean | null }[];
}

export function calibrationRecord(summary: CalibratedSummary, now: Date): CalibrationRecord {
  return {
    ...hostFile(now),
    tool_version: VERSION,
    quick: summary.quick,
    verdict: summary.verdict,
    failed: summary.rows.filter((row) => row.pass === false).map((row) => row.id),
    rows: summary.rows.length,
  };
}

export function keepCalibration(folder: string, record: CalibrationRecord): void {
  keepHostFile(folder, FILE, record);
}

export function lastCalibration(folder: string): CalibrationRecord | null {
  return readHostFile<CalibrationRecord>(folder, FILE);
}

/** Age in days. */
export function ageDays(record: HostFile, now: Date): number {
  return (now.getTime() - Date.parse(record.at)) / 86_400_000;
}

/**
 * Why a calibration does not do, or null when it does.
 * @throws nothing; `--require-calibration` turns the text into a refusal
 */
export function whyNotCalibrated(record: CalibrationRecord | null, now: Date): string | null {
  if (record === null) return 'this host was never calibrated';
  if (record.verdict !== 'PASS') {
    const rows = record.failed.length > 0 ? ` (${record.failed.join(', ')})` : '';
    return `the last calibration of this host, ${record.at}, says ${record.verdict}${rows}`;
  }
  const age = ageDays(record, now);
  if (age > FRESH_DAYS) return `the last calibration of this host is ${Math.floor(age)} days old`;
  if (record.tool_version !== VERSION)
    return `this host was calibrated with version ${record.tool_version}, this is ${VERSION}`;
  return null;
}

/** @throws BenchError (exit 2) unless this host has a fresh calibration that passed */
export function requireCalibration(folder: string, now: Date): void {
  const why = whyNotCalibrated(lastCalibration(folder), now);
  if (why === null) return;
  throw badInput(`--require-calibration: ${why}`, 'medkit-bench calibrate --quick');
}
