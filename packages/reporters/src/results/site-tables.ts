import { decimals, memory, showValue, UNKNOWN } from '../format/number.js';
import { readKey, readList, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import type { ResultTable, TableCell } from './table.js';
import { numberCell, textCell } from './table.js';

/** More sites than this are a profiler's work; the summary holds them all. */
const MOST_SITES = 30;

const LISTS: readonly { path: readonly string[]; title: string; bytes: string; blocks: string }[] = [
  {
    path: ['sites', 'leaked'],
    title: 'Sites by memory still held at the end',
    bytes: 'bytes',
    blocks: 'blocks',
  },
  { path: ['growth', 'sites'], title: 'Sites by growth', bytes: 'grown_bytes', blocks: 'grown_blocks' },
  { path: ['sites', 'peak'], title: 'Sites by memory at the peak', bytes: 'bytes', blocks: 'blocks' },
  { path: ['sites', 'allocated'], title: 'Sites by memory allocated', bytes: 'bytes', blocks: 'blocks' },
  { path: ['records'], title: 'Records of lost memory', bytes: 'bytes', blocks: 'blocks' },
];

/** The call sites a profiler named (heap, memcheck, attribute), a table a measure, the largest first. */
export function siteTables(summary: LaneSummary): readonly ResultTable[] {
  return LISTS.flatMap(({ path, title, bytes, blocks }) => {
    const holder = path.slice(0, -1).reduce<unknown>((value, key) => readKey(value, key), summary);
    const sites = readList(holder, path.at(-1) ?? '');
    if (sites.length === 0) return [];
    const kinds = sites.some((site) => readText(site, 'kind') !== null);
    const left = sites.length - MOST_SITES;
    return [
      {
        title,
        columns: [
          ...(kinds ? [{ title: 'kind', align: 'left' } as const] : []),
          { title: 'function', align: 'left' },
          { title: 'where', align: 'left' },
          { title: 'memory', align: 'right' },
          { title: 'blocks', align: 'right', optional: true },
          { title: 'share', align: 'right' },
        ],
        rows: sites
          .slice(0, MOST_SITES)
          .map((site) => [
            ...(kinds ? [textCell(readText(site, 'kind') ?? UNKNOWN)] : []),
            ...siteCells(site, bytes, blocks),
          ]),
        note:
          left > 0
            ? `${left} smaller sites are in summary.json; its stacks are too.`
            : 'The stacks are in summary.json.',
      },
    ];
  });
}

function siteCells(site: unknown, bytesKey: string, blocksKey: string): readonly TableCell[] {
  const bytes = readNumber(site, bytesKey);
  const blocks = readNumber(site, blocksKey);
  const share = readNumber(site, 'share');
  return [
    readKey(site, 'resolved') === false
      ? textCell(`${readText(site, 'function') ?? UNKNOWN} (no symbols)`, 'unknown')
      : textCell(readText(site, 'function') ?? UNKNOWN),
    textCell(placeOf(site)),
    numberCell(showValue(bytes === null ? null : bytes / 1024, memory), bytes),
    numberCell(blocks === null ? UNKNOWN : String(blocks), blocks),
    numberCell(share === null ? UNKNOWN : `${decimals(share * 100)} %`, share),
  ];
}

/** `leaky.c:41`, or the module where the source is not known. */
export function placeOf(site: unknown): string {
  const file = readText(site, 'file');
  if (file === null || file === '') return readText(site, 'module') ?? UNKNOWN;
  const line = readText(site, 'line');
  const name = file.split('/').at(-1) ?? file;
  return line === null ? name : `${name}:${line}`;
}
