import path from 'node:path';
import type { CellRecord } from './cell-record.js';
import type { HeapRecord, SiteMeasure, SiteRecord } from './profiled-record.js';
import { SITE_MEASURES } from './profiled-record.js';

/** Sites that a summary shows of each measure; `cell.json` has them all. */
const SHOWN_SITES = 30;

/** The largest sites of each measure. */
export function topSites(heap: HeapRecord): Record<SiteMeasure, SiteRecord[]> {
  return Object.fromEntries(
    SITE_MEASURES.map((measure) => [measure, heap.sites[measure].slice(0, SHOWN_SITES)]),
  ) as Record<SiteMeasure, SiteRecord[]>;
}

/** A cell for the summary: without what the lane shows once, and in full in the cell's own folder. */
export function withTopSites(cell: CellRecord): CellRecord {
  const { profiled } = cell;
  if (profiled?.tool !== 'heaptrack') return cell;
  return { ...cell, profiled: { ...profiled, sites: topSites(profiled), heap_series: [] } };
}

/** The flame graphs that stand in a cell's folder, by paths within the lane's. */
export function heapFiles(
  cellId: string,
  heap: HeapRecord,
): { kind: 'flame-graph'; measure: SiteMeasure; path: string }[] {
  return heap.flame_graphs.map((measure) => ({
    kind: 'flame-graph',
    measure,
    path: path.posix.join('cells', cellId, `${measure}.svg`),
  }));
}
