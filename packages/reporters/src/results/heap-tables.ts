import { byteRate, cores, memory, showInterval, showValue, UNKNOWN } from '../format/number.js';
import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** The two phases of the heap lane: growth without a profiler, and what the profiler found. */
export function heapPhaseTable(summary: LaneSummary): ResultTable {
  const a = readKey(summary, 'phase_a');
  const b = readKey(summary, 'phase_b');
  const slope = readNumber(a, 'slope_b_s');
  const leftOut = readText(b, 'left_out');
  return {
    title: 'Phases',
    columns: [
      { title: 'phase', align: 'left' },
      { title: 'found', align: 'right' },
      { title: 'what it says', align: 'left' },
    ],
    rows: [
      [
        textCell('growth, not profiled'),
        numberCell(showInterval(slope, readNumber(a, 'lo95'), readNumber(a, 'hi95'), byteRate), slope),
        textCell(
          `${readText(a, 'verdict') ?? UNKNOWN}: ${readText(a, 'reason') ?? 'no reason given'}`,
          readText(a, 'verdict') === 'indeterminate' ? 'unreliable' : undefined,
        ),
      ],
      [
        textCell(`still held under ${readText(b, 'tool') ?? 'the profiler'}`),
        leftOut === null ? bytesCell(readNumber(summary, 'total_leaked')) : textCell('—'),
        leftOut === null ? found(b) : textCell(`left out: ${leftOut}`),
      ],
    ],
    note: 'Only growth without the profiler decides; the profiler says where it comes from.',
  };
}

function found(phase: unknown): TableCell {
  const failure = readText(phase, 'failure');
  return failure === null ? explained(phase) : textCell(`✗ ${failure}`, 'failed');
}

function explained(phase: unknown): TableCell {
  const share = readNumber(phase, 'explained_share');
  return share === null
    ? textCell('share of the growth unknown', 'unknown')
    : textCell(`${(share * 100).toFixed(0)} % of the growth expected over the traced time`);
}

/** What the profiler itself costs: the same server without and with it. */
export function heapHonestyTable(summary: LaneSummary): ResultTable {
  return {
    title: 'What the profiler costs',
    columns: [
      { title: 'run', align: 'left' },
      { title: 'USS', align: 'right' },
      { title: 'anonymous', align: 'right' },
      { title: 'CPU', align: 'right' },
    ],
    rows: (summary.rows ?? []).map((row) => [
      textCell(readText(row, 'label') ?? UNKNOWN),
      numberCell(showValue(readNumber(row, 'uss_kib'), memory), readNumber(row, 'uss_kib')),
      numberCell(showValue(readNumber(row, 'anonymous_kib'), memory), readNumber(row, 'anonymous_kib')),
      numberCell(showValue(readNumber(row, 'cpu_cores'), cores), readNumber(row, 'cpu_cores')),
    ]),
    note: 'Sizes under a profiler are not those of the server.',
  };
}

const KINDS = [
  ['definitely_lost', 'definitely lost'],
  ['indirectly_lost', 'indirectly lost'],
  ['possibly_lost', 'possibly lost'],
  ['still_reachable', 'still reachable'],
  ['suppressed', 'suppressed'],
] as const;

/** Valgrind's classes of memory not freed, the largest of the repeats. */
export function lostTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Memory not freed',
    columns: [
      { title: 'class', align: 'left' },
      { title: 'memory', align: 'right' },
      { title: 'blocks', align: 'right' },
    ],
    rows: KINDS.map(([key, name]) => {
      const blocks = readNumber(summary, `${key}_blocks`);
      return [
        textCell(name),
        bytesCell(readNumber(summary, key)),
        numberCell(blocks === null ? UNKNOWN : String(blocks), blocks),
      ];
    }),
    note: 'The largest of the repeats. Only definitely lost memory is judged.',
  };
}

function bytesCell(bytes: number | null): TableCell {
  return numberCell(bytes === null ? UNKNOWN : showValue(bytes / 1024, memory), bytes);
}
