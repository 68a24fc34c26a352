import type { DoctorRecord } from '../doctor/doctor-record.js';
import { lastDoctorRecord } from '../doctor/doctor-record.js';
import type { Warning } from '../lanes/warnings.js';
import type { CalibrationRecord } from './calibration-record.js';
import { ageDays, lastCalibration, whyNotCalibrated } from './calibration-record.js';
import type { Environment } from './state-folder.js';
import { stateFolder } from './state-folder.js';

/** What is known of the instrument on this host when a run ends; ages in days, null where nothing is known. */
export interface InstrumentState {
  calibration: (Pick<CalibrationRecord, 'at' | 'verdict' | 'quick' | 'failed'> & { age_days: number }) | null;
  doctor: (Pick<DoctorRecord, 'at' | 'broken' | 'problems'> & { age_days: number }) | null;
}

export function instrumentState(env: Environment, now: Date): InstrumentState {
  const folder = stateFolder(env);
  const calibration = lastCalibration(folder);
  const doctor = lastDoctorRecord(folder);
  const age = (record: { at: string }): number =>
    Math.round(ageDays({ schema_version: 1, hostname: '', ...record }, now) * 10) / 10;
  return {
    calibration: calibration && {
      at: calibration.at,
      age_days: age(calibration),
      verdict: calibration.verdict,
      quick: calibration.quick,
      failed: calibration.failed,
    },
    doctor: doctor && {
      at: doctor.at,
      age_days: age(doctor),
      broken: doctor.broken,
      problems: doctor.problems,
    },
  };
}

/** What that says about the figures of a run. */
export function instrumentWarnings(env: Environment, now: Date): Warning[] {
  const folder = stateFolder(env);
  const calibration = lastCalibration(folder);
  const why = whyNotCalibrated(calibration, now);
  const doctor = lastDoctorRecord(folder);
  const warnings: Warning[] = [];
  if (why !== null) {
    const failed = calibration !== null && calibration.verdict === 'FAIL';
    warnings.push({
      code: failed ? 'calibration-failed' : 'not-calibrated',
      severity: failed ? 'warn' : 'note',
      message: failed ? `${why}: figures of that kind are off here` : why,
      fix: 'medkit-bench calibrate --quick',
    });
  }
  if (doctor !== null && doctor.problems.length > 0) {
    warnings.push({
      code: 'doctor-problems',
      severity: 'note',
      message: `the doctor found ${doctor.problems.join(', ')} on this host (${doctor.at})`,
      fix: 'medkit-bench doctor says how to mend it',
    });
  }
  return warnings;
}
