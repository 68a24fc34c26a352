import { cores, count, memory, milliseconds, plain, showValue, UNKNOWN } from '../format/number.js';
import type { Quantity } from '../format/number.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { CellMark, ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

const QUANTITIES: readonly (readonly [string, Quantity])[] = [
  ['_kib', memory],
  ['_cores', cores],
  ['_ms', milliseconds],
  ['_threads', count],
];

/** A change that only so much would show is not put into figures. */
const USELESS_PERCENT = 1000;

const WORDS: Readonly<Record<string, string>> = {
  'no-change': 'no change',
  'within-noise': 'within noise',
  warn: 'WARN',
};

const MARKS: Readonly<Record<string, CellMark>> = {
  regressed: 'failed',
  warn: 'unreliable',
  inconclusive: 'unreliable',
};

/** Two builds against each other, one row a metric; those that gate first. */
export function buildsTable(summary: LaneSummary): ResultTable {
  const rows = summary.rows ?? [];
  const gated = rows.filter((row) => readKey(row, 'gated') === true);
  const others = rows.filter((row) => readKey(row, 'gated') !== true);
  return {
    title: summary.lane === 'aa' ? 'One build against itself' : 'Build B against build A',
    columns: [
      { title: 'metric', align: 'left' },
      { title: 'A', align: 'right' },
      { title: 'B', align: 'right' },
      { title: 'change [95 % interval]', align: 'right' },
      { title: 'p', align: 'right', optional: true },
      { title: 'pairs', align: 'right', optional: true },
      { title: 'could have seen', align: 'right' },
      { title: 'verdict', align: 'left' },
    ],
    rows: [...gated, ...others].map(rowOf),
    note: 'Changes are ratios within pairs of fresh instances measured one right after the other; p is corrected for the number of gated metrics. What could have been seen is the change that this run had an 80 % chance to show.',
  };
}

function rowOf(row: object): readonly TableCell[] {
  const metric = readText(row, 'metric') ?? '';
  const quantity = QUANTITIES.find(([ending]) => metric.endsWith(ending))?.[1] ?? plain;
  const figure = (key: string): TableCell => {
    const value = readNumber(row, key);
    return numberCell(showValue(value, quantity), value);
  };
  const p = readNumber(row, 'p_adjusted') ?? readNumber(row, 'p_value');
  const pairs = readNumber(row, 'run_repeats');
  return [
    textCell(readKey(row, 'gated') === true ? metric : `${metric} (not gated)`),
    figure('baseline'),
    figure('run'),
    changeCell(row),
    numberCell(p === null ? UNKNOWN : p < 0.001 ? '<0.001' : p.toFixed(3), p),
    numberCell(pairs === null ? UNKNOWN : String(pairs), pairs),
    visibleCell(row),
    verdictCell(row),
  ];
}

/** The smallest change that would probably have shown. */
function visibleCell(row: object): TableCell {
  const visible = readNumber(row, 'detectable_percent');
  if (visible === null)
    return readKey(row, 'verdict') === 'no-change' ? textCell('no pair differed') : numberCell(UNKNOWN, null);
  const text =
    visible > USELESS_PERCENT ? `over ${USELESS_PERCENT} %` : `${Number(visible.toPrecision(2))} %`;
  return numberCell(text, visible);
}

function changeCell(row: object): TableCell {
  const change = readNumber(row, 'change_percent');
  if (change === null) return numberCell(UNKNOWN, null);
  const end = (key: string): string => {
    const ratio = readNumber(row, key);
    return ratio === null ? '—' : signed((ratio - 1) * 100);
  };
  return numberCell(`${signed(change)} % [${end('ratio_lo')}, ${end('ratio_hi')}]`, change);
}

function signed(percent: number): string {
  const text = Math.abs(percent).toFixed(Math.abs(percent) < 1 ? 2 : 1);
  if (Number(text) === 0) return '0';
  return `${percent < 0 ? '−' : '+'}${text}`;
}

/** The word, why, and where a change comes from. */
function verdictCell(row: object): TableCell {
  const verdict = readText(row, 'verdict') ?? UNKNOWN;
  const from = readKey(row, 'attribution');
  const why =
    verdict === 'no-change' || verdict === 'within-noise'
      ? []
      : [readText(row, 'reason') ?? '', ...(Array.isArray(from) ? from.map(String) : [])];
  const text = [WORDS[verdict] ?? verdict, ...why.filter((one) => one !== '')].join('; ');
  return textCell(text, MARKS[verdict]);
}
