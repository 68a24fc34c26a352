import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  calibrationRecord,
  keepCalibration,
  lastCalibration,
  requireCalibration,
  whyNotCalibrated,
} from './calibration-record.js';
import { instrumentState, instrumentWarnings } from './instrument-state.js';

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'medkit-state-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const DAY_MS = 86_400_000;
const folder = (): string => path.join(home, 'medkit-bench');
const record = (verdict: string, daysAgo = 0) =>
  calibrationRecord(
    { verdict, quick: true, rows: [{ id: 'cpu-0.5', pass: verdict === 'PASS' }] },
    new Date(Date.now() - daysAgo * DAY_MS),
  );

describe('the last calibration', () => {
  it('is required: fires without one, on an old one and on one that failed; silent on a fresh pass', () => {
    const now = new Date();
    expect(() => requireCalibration(folder(), now)).toThrow(/never calibrated/);
    keepCalibration(folder(), record('FAIL'));
    expect(() => requireCalibration(folder(), now)).toThrow(/FAIL \(cpu-0\.5\)/);
    keepCalibration(folder(), record('PASS', 32.5));
    expect(() => requireCalibration(folder(), now)).toThrow(/32 days old/);
    keepCalibration(folder(), record('PASS', 1));
    expect(() => requireCalibration(folder(), now)).not.toThrow();
    expect(whyNotCalibrated({ ...record('PASS'), tool_version: '0.0.1' }, now)).toMatch(/version 0\.0\.1/);
  });

  it('stands in every report with its age and what it says', () => {
    const env = { XDG_STATE_HOME: home };
    expect(instrumentState(env, new Date())).toEqual({ calibration: null, doctor: null });
    expect(instrumentWarnings(env, new Date())).toMatchObject([{ code: 'not-calibrated' }]);
    keepCalibration(folder(), record('FAIL', 2));
    expect(instrumentState(env, new Date()).calibration).toMatchObject({ age_days: 2, failed: ['cpu-0.5'] });
    expect(instrumentWarnings(env, new Date())).toMatchObject([
      { code: 'calibration-failed', severity: 'warn' },
    ]);
    keepCalibration(folder(), record('PASS'));
    expect(instrumentWarnings(env, new Date())).toEqual([]);
  });

  it('is unknown when its file is damaged or another host wrote it', () => {
    keepCalibration(folder(), { ...record('PASS'), hostname: 'elsewhere' });
    expect(lastCalibration(folder())).toBeNull();
    writeFileSync(path.join(folder(), 'calibration.json'), '{ half');
    expect(lastCalibration(folder())).toBeNull();
  });
});
