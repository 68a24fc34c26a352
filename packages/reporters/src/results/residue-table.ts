import { memory, showInterval, showValue, UNKNOWN } from '../format/number.js';
import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** What growing the graph and shrinking it back leaves: the verdict and its interval. */
export function residueTable(summary: LaneSummary): ResultTable {
  const residue = readKey(summary, 'residue');
  const verdict = readText(residue, 'verdict');
  const bytes = readNumber(residue, 'bytes_per_cycle');
  const lo = readNumber(residue, 'lo95');
  const hi = readNumber(residue, 'hi95');
  const doubt = verdict !== 'LEAK' && verdict !== 'PASS';
  return {
    title: 'What stays after growing and shrinking',
    columns: [
      { title: 'verdict', align: 'left' },
      { title: 'a cycle leaves [95 %]', align: 'right' },
      { title: 'an entity leaves', align: 'right' },
      { title: 'limit a cycle', align: 'right' },
      { title: 'cycles judged', align: 'right' },
      { title: 'reason', align: 'left' },
    ],
    rows:
      verdict === null
        ? []
        : [
            [
              doubt ? textCell(`△ ${verdict}`, 'unreliable') : textCell(verdict),
              numberCell(showInterval(kib(bytes), kib(lo), kib(hi), memory), bytes),
              bytesCell(readNumber(residue, 'bytes_per_entity')),
              bytesCell(readNumber(residue, 'limit_bytes_per_cycle')),
              textCell(judgedText(residue)),
              textCell(readText(residue, 'reason') ?? 'no reason given'),
            ],
          ],
    note: 'The limit is a hundredth of what growing took, at least a page. The first two cycles fill caches and arenas.',
  };
}

function judgedText(residue: unknown): string {
  const judged = readNumber(residue, 'judged_cycles') ?? UNKNOWN;
  return `${judged} of ${readNumber(residue, 'cycles') ?? UNKNOWN}`;
}

/** Every cycle: memory before, grown and after, and what the target itself counted. */
export function cycleTable(summary: LaneSummary): ResultTable {
  return {
    title: 'Cycles',
    columns: [
      { title: 'cycle', align: 'right' },
      { title: 'before', align: 'right' },
      { title: 'grown', align: 'right' },
      { title: 'after', align: 'right' },
      { title: 'left', align: 'right' },
      { title: 'counted grown / after', align: 'right', optional: true },
    ],
    rows: readList(readKey(summary, 'residue'), 'rows').map((row) => [
      numberCell(String(readNumber(row, 'cycle') ?? UNKNOWN), readNumber(row, 'cycle')),
      ...['before_kib', 'grown_kib', 'after_kib', 'residue_kib'].map((key) => kibCell(readNumber(row, key))),
      textCell(
        `${readNumber(row, 'grown_count') ?? UNKNOWN} / ${readNumber(row, 'shrunk_count') ?? UNKNOWN}`,
      ),
    ]),
    note: 'Medians of the second half of each state.',
  };
}

function kibCell(kib: number | null): TableCell {
  return numberCell(showValue(kib, memory), kib);
}

function bytesCell(bytes: number | null): TableCell {
  return numberCell(showValue(kib(bytes), memory), bytes);
}

function kib(bytes: number | null): number | null {
  return bytes === null ? null : bytes / 1024;
}
