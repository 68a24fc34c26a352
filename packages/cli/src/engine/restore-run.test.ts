import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cellRecord } from '../../test/cell-record.js';
import type { PlanFile } from './plan-file.js';
import { readPlan } from './plan-file.js';
import { restoreRun } from './restore-run.js';
import { openRun } from './run-label.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-restore-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('writes a removed run again with its label, plan and records, and nothing when all is there', () => {
  const runDir = path.join(dir, 'run');
  const laneDir = path.join(runDir, 'footprint');
  const label = openRun(runDir);
  const plan = { schema_version: 1, lane: 'footprint', profile: {}, settings: {} } as unknown as PlanFile;
  const run = { runDir, laneDir, label, plan };
  const records = [cellRecord({ id: 'rep1' })];
  expect(restoreRun(run, records)).toBe(true);
  expect(restoreRun(run, records)).toBe(false);
  rmSync(runDir, { recursive: true });
  expect(restoreRun(run, records)).toBe(true);
  expect(openRun(runDir)).toBe(label);
  expect(readPlan(laneDir)).toEqual(plan);
  const record = path.join(laneDir, 'cells', 'rep1', 'cell.json');
  expect(existsSync(record) && JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ id: 'rep1' });
});
