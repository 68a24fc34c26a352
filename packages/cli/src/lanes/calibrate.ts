import type { CellPlan } from '../engine/cell.js';
import { badInput } from '../errors.js';
import { nestAll } from '../json-path.js';
import type { Profile } from '../profile/schema.js';
import { experimentCell, experiments } from './calibrate-experiments.js';
import type { CalibrationRow } from './calibrate-judge.js';
import { calibrationRows } from './calibrate-rows.js';
import type { CellRecord } from './cell-record.js';
import type { Lane, LaneFindings } from './lane.js';
import { planCell } from './plan-cell.js';
import type { LaneSettings } from './settings.js';

/** Can this instrument be believed on this host: known costs of the reference gateway, found again. */
export const calibrateLane: Lane = {
  name: 'calibrate',
  plan: planCalibration,
  summarise: summariseCalibration,
  rowsFor: () => [],
  gates: true,
};

function planCalibration(settings: LaneSettings, profile: Profile): CellPlan[] {
  if (profile.name !== 'reference') {
    throw badInput(
      `only the reference gateway has costs that are known, and the profile is '${profile.name}'`,
      'leave --profile out',
    );
  }
  return experiments(settings.quick, settings.mistake).map((experiment) =>
    planCell(settings, profile, {
      ...experimentCell(experiment),
      params: nestAll({ ...settings.params, ...experiment.params }),
    }),
  );
}

function summariseCalibration(cells: readonly CellRecord[], settings: LaneSettings): LaneFindings {
  const rows = calibrationRows(cells, settings.quick);
  const failed = rows.filter((row) => row.pass === false);
  const unknown = rows.filter((row) => row.pass === null);
  const numbers = { rows, mistake: settings.mistake };
  if (failed.length > 0) {
    return {
      verdict: 'FAIL',
      headline: `${failed.length} of ${rows.length} known figures were not found again: ${failed.map((row) => row.what).join('; ')}.`,
      reason: failed.map(sentence).join('; '),
      numbers,
    };
  }
  if (unknown.length > 0) {
    return {
      verdict: 'INDETERMINATE',
      headline: `${unknown.length} of ${rows.length} known figures could not be measured.`,
      reason: unknown.map((row) => `${row.what}: ${row.reason}`).join('; '),
      numbers,
    };
  }
  return {
    verdict: 'PASS',
    headline: `All ${rows.length} known figures were found again on this host.`,
    reason: `known costs of the reference gateway against ${cells.length} fresh instances`,
    numbers,
  };
}

function sentence(row: CalibrationRow): string {
  const figure = (value: number | null): string =>
    value === null ? 'unknown' : String(Number(value.toPrecision(4)));
  return `${row.what}: ${figure(row.measured)} ${row.unit} instead of ${figure(row.known)} (${row.reason})`;
}
