import { describe, expect, it } from 'vitest';
import { parseSummary } from '../model/parse-summary.js';
import { mainTables } from './lane-tables.js';

const row = { unit: 'cores', known: 0.5, tolerance: 0.03, absolute: false };
const summary = parseSummary({
  schema_version: 1,
  lane: 'calibrate',
  status: 'ok',
  verdict: 'FAIL',
  rows: [
    { ...row, id: 'a', what: 'CPU of 0.5 cores', measured: 0.495, error: -0.01, pass: true },
    { ...row, id: 'b', what: 'CPU, off', measured: 0.6, error: 0.2, pass: false },
    { ...row, id: 'c', what: 'CPU, unknown', measured: null, error: null, pass: null },
  ],
});

describe('the table of a calibration', () => {
  it('shows what was known, what was measured, and what was not', () => {
    const [table] = mainTables(summary);
    expect(table?.rows.map((cells) => cells.map((cell) => cell.text))).toEqual([
      ['CPU of 0.5 cores', '0.500 cores', '0.495 cores', '−1.0 %', '3.0 %', 'found again'],
      ['CPU, off', '0.500 cores', '0.600 cores', '20 %', '3.0 %', 'OFF'],
      ['CPU, unknown', '0.500 cores', 'unknown', 'unknown', '3.0 %', 'not measured'],
    ]);
    expect(table?.rows[1]?.[5]?.mark).toBe('failed');
    expect(table?.rows[2]?.[5]?.mark).toBe('unknown');
  });
});
