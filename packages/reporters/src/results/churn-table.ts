import { byteRate, bytesPerChange, decimals, showInterval, UNKNOWN } from '../format/number.js';
import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { ChurnSlope } from './churn-rows.js';
import { churnSlopes, leakFloor } from './churn-rows.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** How fast memory grows in a still and in a changing graph, and what one change leaves behind. */
export function churnTable(summary: LaneSummary): ResultTable {
  const floor = leakFloor(summary);
  const against = floor === null ? 'against the floor' : `against ${floor} B/s`;
  const slopes = churnSlopes(summary);
  return {
    title: 'Slopes of memory',
    columns: [
      { title: 'graph', align: 'left' },
      { title: 'slope [95 %]', align: 'right' },
      { title: against, align: 'left' },
      { title: 'per change [95 %]', align: 'right' },
      { title: 'changes/s', align: 'right', optional: true },
      { title: 'windows', align: 'right', optional: true },
    ],
    rows: slopes
      .filter((slope) => slope.cellId === null)
      .map((slope) => [
        textCell(slope.graph),
        slopeCell(slope),
        againstFloor(slope, floor),
        ...changeCells(summary, slope),
        windowsCell(slopes.filter((one) => one.graph === slope.graph && one.cellId !== null).length),
      ]),
    note: 'A leak needs a slope whose interval lies above the floor and above every static window.',
  };
}

function slopeCell({ slope, lo, hi }: ChurnSlope): TableCell {
  return numberCell(showInterval(slope, lo, hi, byteRate), slope);
}

function againstFloor({ lo, hi }: ChurnSlope, floor: number | null): TableCell {
  if (floor === null || (lo === null && hi === null)) return textCell(UNKNOWN, 'unknown');
  if (lo !== null && lo > floor) return textCell('above');
  return hi !== null && hi < floor ? textCell('below') : textCell('△ either side', 'unreliable');
}

function changeCells(summary: LaneSummary, { graph }: ChurnSlope): readonly [TableCell, TableCell] {
  if (graph !== 'churn') return [textCell('—'), textCell('—')];
  const churn = readKey(summary, 'churn');
  const bytes = readNumber(churn, 'bytes_per_change');
  const rate = readNumber(churn, 'changes_per_s');
  const lo = readNumber(churn, 'bytes_per_change_lo95');
  const hi = readNumber(churn, 'bytes_per_change_hi95');
  return [
    numberCell(showInterval(bytes, lo, hi, bytesPerChange), bytes),
    numberCell(rate === null ? UNKNOWN : decimals(rate), rate),
  ];
}

function windowsCell(windows: number): TableCell {
  return numberCell(String(windows), windows);
}

/** Every window by itself: its slope, what was decided of it, and why. */
export function churnWindowTable(summary: LaneSummary): ResultTable {
  const judged = readList(readKey(summary, 'leak'), 'repeats');
  const slopes = churnSlopes(summary).filter((slope) => slope.cellId !== null);
  const unknown = judged.filter((one) => !slopes.some((slope) => slope.cellId === readText(one, 'cell_id')));
  const verdictOf = (cellId: string | null): unknown =>
    judged.find((one) => readText(one, 'cell_id') === cellId);
  return {
    title: 'Windows',
    columns: [
      { title: 'window', align: 'left' },
      { title: 'slope [95 %]', align: 'right' },
      { title: 'verdict', align: 'left' },
      { title: 'reason', align: 'left', optional: true },
    ],
    rows: [
      ...slopes.map((slope) => [
        textCell(slope.cellId ?? UNKNOWN),
        slopeCell(slope),
        ...verdictCells(slope.graph === 'churn' ? verdictOf(slope.cellId) : null),
      ]),
      ...unknown.map((one) => [
        textCell(readText(one, 'cell_id') ?? UNKNOWN),
        numberCell(UNKNOWN, null),
        ...verdictCells(one),
      ]),
    ],
    note: 'Static windows are what the others are compared with; they have no verdict of their own.',
  };
}

function verdictCells(judged: unknown): readonly [TableCell, TableCell] {
  const verdict = readText(judged, 'verdict');
  if (verdict === null) return [textCell('—'), textCell('—')];
  const doubt = verdict === 'indeterminate';
  return [
    doubt ? textCell(`△ ${verdict}`, 'unreliable') : textCell(verdict),
    textCell(readText(judged, 'reason') ?? 'no reason given'),
  ];
}
