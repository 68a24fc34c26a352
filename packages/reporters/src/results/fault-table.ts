import { cores, memory, plain, seconds, showInterval, UNKNOWN } from '../format/number.js';
import { readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { FaultRow } from './fault-rows.js';
import { burstName, faultRows } from './fault-rows.js';
import { intervalCell } from './interval-cell.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** What each size of burst cost each process, and whether it was given back. */
export function faultTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Bursts of faults',
    columns: [
      { title: 'burst', align: 'left' },
      { title: 'process', align: 'left' },
      { title: 'peak rise [95 %]', align: 'right' },
      { title: 'CPU peak [95 %]', align: 'right' },
      { title: 'capture [95 %]', align: 'right' },
      { title: 'recovery [95 %]', align: 'right' },
      { title: 'residual [95 %]', align: 'right' },
      { title: 'recordings', align: 'right' },
      { title: 'state', align: 'left' },
    ],
    rows: faultRows(summary).map((row) => [
      textCell(burstName(row)),
      row.subject === null ? textCell('—') : textCell(row.subject),
      intervalCell(row.figures, 'peak_rise_kib', memory),
      intervalCell(row.figures, 'peak_cpu_cores', cores),
      intervalCell(row.figures, 'capture_duration_s', seconds),
      recoveryCell(row),
      intervalCell(row.figures, 'residual_kib', memory),
      recordingsCell(row),
      stateCell(row),
    ]),
    note: 'Median over fresh instances, against the time before the burst. Recovered means back within 5 % of it.',
  };
}

const WORDS: Readonly<Record<string, string>> = {
  'never left': 'stayed within 5 %',
  no: 'not in the window',
  mixed: 'not in every repeat',
};

function recoveryCell(row: FaultRow): TableCell {
  const word = WORDS[readText(row.figures, 'recovered') ?? ''];
  const time = intervalCell(row.figures, 'recovery_s', seconds);
  if (word === undefined) return time;
  return time.sort === null ? textCell(word) : { ...time, text: `${time.text}, ${word}` };
}

function recordingsCell({ burst }: FaultRow): TableCell {
  const got = readNumber(burst, 'recordings');
  return numberCell(
    got === null ? UNKNOWN : `${got} of ${readNumber(burst, 'recordings_of') ?? UNKNOWN}`,
    got,
  );
}

function stateCell({ burst, faults, status, failure }: FaultRow): TableCell {
  if (status === 'failed') return textCell(`✗ ${failure ?? 'failed, no reason given'}`, 'failed');
  if (status === 'partial') return textCell(`△ ${failure ?? 'in part, no reason given'}`, 'unreliable');
  const confirmed = readNumber(burst, 'confirmed');
  if (confirmed === null) return textCell('△ confirmation unknown', 'unreliable');
  const text = `${confirmed} of ${faults ?? UNKNOWN} confirmed${withoutConfirmation(burst)}`;
  return faults !== null && confirmed < faults ? textCell(`△ ${text}`, 'unreliable') : textCell(text);
}

/** Which ones are not, where the target names them; the first few. */
function withoutConfirmation(burst: FaultRow['burst']): string {
  const codes = readList(burst, 'unconfirmed').filter((code) => typeof code === 'string');
  if (codes.length === 0) return '';
  return `, not ${codes.slice(0, 3).join(', ')}${codes.length > 3 ? ` and ${codes.length - 3} more` : ''}`;
}

const GROWN: Readonly<Record<string, string>> = {
  peak_rise_kib: 'peak rise',
  capture_duration_s: 'capture duration',
};

/** How the cost of a burst grows with its size. */
export function faultGrowthTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Growth with the size of the burst',
    columns: [
      { title: 'mode', align: 'left' },
      { title: 'what', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'exponent [95 %]', align: 'right' },
    ],
    rows: readList(summary, 'growth').map((fit) => {
      const metric = readText(fit, 'metric') ?? UNKNOWN;
      const exponent = readNumber(fit, 'exponent');
      const verdict = readText(fit, 'verdict');
      return [
        textCell(readText(fit, 'mode') ?? UNKNOWN),
        textCell(GROWN[metric] ?? metric),
        textCell(verdict ?? UNKNOWN, verdict === null ? 'unknown' : undefined),
        numberCell(showInterval(exponent, readNumber(fit, 'lo'), readNumber(fit, 'hi'), plain), exponent),
      ];
    }),
    note: 'Of the first process, over every repeat; fewer than three sizes are indeterminate.',
  };
}
