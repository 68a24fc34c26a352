import type { CellRecord } from './cell-record.js';

/** A truth held against its measurement. `pass` is null where it could not be measured. */
export interface CalibrationRow {
  id: string;
  what: string;
  unit: string;
  known: number | null;
  measured: number | null;
  /** Deviation: a share of the known value, or in the unit itself where `absolute`. */
  error: number | null;
  tolerance: number;
  absolute: boolean;
  pass: boolean | null;
  /** What the figure rests on, or why there is none. */
  reason: string;
}

/** The cells of a calibration by their ids. */
export type Cells = ReadonlyMap<string, CellRecord>;

type Judgeable = Omit<CalibrationRow, 'error' | 'pass'>;

/** Holds what was measured against what is known; what was not measured neither passes nor fails. */
export function judged(row: Judgeable): CalibrationRow {
  const { id, what, unit, known, measured, tolerance, absolute, reason } = row;
  const error =
    known === null || measured === null ? null : absolute ? measured - known : (measured - known) / known;
  const pass = error === null ? null : Math.abs(error) <= tolerance;
  return { id, what, unit, known, measured, error, tolerance, absolute, pass, reason };
}

/** A yes or no as a row: 1 of 1 where what should be said is said. */
export function saidRow(id: string, what: string, said: boolean | null, reason: string): CalibrationRow {
  const measured = said === null ? null : Number(said);
  return judged({ id, what, unit: 'of 1', known: 1, measured, tolerance: 0, absolute: true, reason });
}

/** Why a row has no figure. */
export function failureOf(...cells: (CellRecord | undefined)[]): string {
  const failed = cells.find((cell) => cell === undefined || cell.status === 'failed');
  return failed?.failure ?? 'not measured';
}

export function known(values: readonly (number | null)[]): number[] {
  return values.filter((value): value is number => value !== null);
}
