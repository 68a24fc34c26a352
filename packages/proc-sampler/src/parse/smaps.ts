import { parseError } from '../errors.js';
import { fieldOfLine, scanNumber } from './scan-number.js';

/** Sums over a process's memory maps, KiB. USS is `privateCleanKib + privateDirtyKib + privateHugetlbKib`. */
export interface MemoryMaps {
  rssKib: number;
  pssKib: number;
  sharedCleanKib: number;
  sharedDirtyKib: number;
  privateCleanKib: number;
  privateDirtyKib: number;
  privateHugetlbKib: number;
  anonymousKib: number;
  swapKib: number;
  swapPssKib: number | null;
}

/** Parses `/proc/PID/smaps_rollup`. Throws `MEDKIT_PROC_PARSE` when a line that USS rests on is missing or cut. */
export function parseSmapsRollup(text: string): MemoryMaps {
  if (!text.endsWith('\n')) throw parseError('smaps_rollup', 'whole lines', text);
  return {
    rssKib: need(text, 'Rss:'),
    pssKib: need(text, 'Pss:'),
    sharedCleanKib: need(text, 'Shared_Clean:'),
    sharedDirtyKib: need(text, 'Shared_Dirty:'),
    privateCleanKib: need(text, 'Private_Clean:'),
    privateDirtyKib: need(text, 'Private_Dirty:'),
    privateHugetlbKib: fieldOfLine(text, 'Private_Hugetlb:') ?? 0,
    anonymousKib: need(text, 'Anonymous:'),
    swapKib: need(text, 'Swap:'),
    swapPssKib: fieldOfLine(text, 'SwapPss:'),
  };
}

function need(text: string, key: string): number {
  const value = fieldOfLine(text, key);
  if (value === null) throw parseError('smaps_rollup', `"${key}"`, text);
  return value;
}

const SUMMED: Readonly<Record<string, Exclude<keyof MemoryMaps, 'swapPssKib'>>> = {
  Rss: 'rssKib',
  Pss: 'pssKib',
  Shared_Clean: 'sharedCleanKib',
  Shared_Dirty: 'sharedDirtyKib',
  Private_Clean: 'privateCleanKib',
  Private_Dirty: 'privateDirtyKib',
  Private_Hugetlb: 'privateHugetlbKib',
  Anonymous: 'anonymousKib',
  Swap: 'swapKib',
};

const MAPPING = /^[0-9a-f]+-[0-9a-f]+ [rwxsp-]{4} /;

/**
 * Sums `/proc/PID/smaps` as kernels before 4.14 need it. PSS loses up to 1 KiB per mapping, because each mapping's
 * share is rounded down in the text. Throws `MEDKIT_PROC_PARSE` when the text is not made of mappings.
 */
export function sumSmaps(text: string): MemoryMaps {
  if (!text.endsWith('\n')) throw parseError('smaps', 'whole lines', text);
  const sums = emptyMaps();
  let swapPss: number | null = null;
  let mappings = 0;
  for (const line of text.split('\n')) {
    if (MAPPING.test(line)) mappings += 1;
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const key = line.slice(0, colon);
    const field = SUMMED[key];
    if (field === undefined && key !== 'SwapPss') continue;
    const value = scanNumber(line, colon + 1);
    if (!Number.isSafeInteger(value)) throw parseError('smaps', `a number behind "${key}:"`, line);
    if (field === undefined) swapPss = (swapPss ?? 0) + value;
    else sums[field] += value;
  }
  if (mappings === 0) throw parseError('smaps', 'at least one mapping', text);
  return { ...sums, swapPssKib: swapPss };
}

/** A total to add to. */
export function emptyMaps(): MemoryMaps {
  return {
    rssKib: 0,
    pssKib: 0,
    sharedCleanKib: 0,
    sharedDirtyKib: 0,
    privateCleanKib: 0,
    privateDirtyKib: 0,
    privateHugetlbKib: 0,
    anonymousKib: 0,
    swapKib: 0,
    swapPssKib: null,
  };
}
