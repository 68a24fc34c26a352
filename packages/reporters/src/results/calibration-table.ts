import { decimals } from '../format/number.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

const WORDS = { yes: 'found again', no: 'OFF', unknown: 'not measured' } as const;

/** Known costs against what was measured of them, one row a truth. */
export function calibrationTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Known costs, found again',
    columns: [
      { title: 'what', align: 'left' },
      { title: 'known', align: 'right' },
      { title: 'measured', align: 'right' },
      { title: 'error', align: 'right' },
      { title: 'allowed', align: 'right', optional: true },
      { title: 'result', align: 'left' },
    ],
    rows: (summary.rows ?? []).map(rowOf),
    note: 'Truths are differences between two settings of the reference gateway, which are known by construction.',
  };
}

function rowOf(row: object): readonly TableCell[] {
  const unit = readText(row, 'unit') ?? '';
  const absolute = readKey(row, 'absolute') === true;
  const figure = (key: string): TableCell => {
    const value = readNumber(row, key);
    return numberCell(value === null ? 'unknown' : `${decimals(value)} ${unit}`.trim(), value);
  };
  return [
    textCell(readText(row, 'what') ?? readText(row, 'id') ?? ''),
    figure('known'),
    figure('measured'),
    deviation(readNumber(row, 'error'), absolute, unit),
    deviation(readNumber(row, 'tolerance'), absolute, unit),
    verdict(readKey(row, 'pass')),
  ];
}

function deviation(value: number | null, absolute: boolean, unit: string): TableCell {
  if (value === null) return numberCell('unknown', null);
  const text = absolute ? `${decimals(value)} ${unit}`.trim() : `${decimals(value * 100, 2)} %`;
  return numberCell(text, value);
}

function verdict(pass: unknown): TableCell {
  if (pass === true) return textCell(WORDS.yes);
  return pass === false ? textCell(WORDS.no, 'failed') : textCell(WORDS.unknown, 'unknown');
}
