import { compareSites } from '@medkit-bench/leak-tools';
import type { CellPlan } from '../engine/cell.js';
import { requireTool } from '../engine/tool-on-path.js';
import { badInput } from '../errors.js';
import type { Profile } from '../profile/schema.js';
import type { CellRecord } from './cell-record.js';
import { mib } from './format.js';
import type { Lane, LaneFindings } from './lane.js';
import { planCell } from './plan-cell.js';
import type { HeapRecord, SiteRecord } from './profiled-record.js';
import { allocationSite, siteRecords } from './profiled-record.js';
import { heapFiles, topSites, withTopSites } from './profiled-summary.js';
import type { LaneSettings } from './settings.js';
import { profilerWarmup } from './settings.js';

/** Who allocates at one size of the graph, and what grows between two. */
export const attributeLane: Lane = {
  name: 'attribute',
  plan: planAttribute,
  summarise: summariseAttribute,
  rowsFor: () => [],
  profiled: true,
};

const SHOWN_GROWTH = 30;

function planAttribute(settings: LaneSettings, profile: Profile): CellPlan[] {
  requireTool(profile, 'heaptrack');
  const { attributeFrom: from } = settings;
  const to = settings.entities[0] ?? 0;
  if (from === null) return [cellAt(settings, profile, profile.graph ? to : null)];
  if (!profile.graph)
    throw badInput(`profile '${profile.name}' has no graph whose size could be changed`, 'leave --from out');
  if (from >= to)
    throw badInput(`--from: ${from} is not smaller than --to ${to}`, 'give the smaller size first');
  return [cellAt(settings, profile, from), cellAt(settings, profile, to)];
}

function cellAt(settings: LaneSettings, profile: Profile, size: number | null): CellPlan {
  return planCell(settings, profile, {
    id: size === null ? 'as-it-is' : `at-${size}`,
    label: `under heaptrack${size === null ? '' : ` at ${size} ${profile.entities?.noun ?? 'entities'}`}`,
    repeat: 1,
    group: 'heaptrack',
    entities: size,
    warmup: profilerWarmup(settings.quick),
    tool: { name: 'heaptrack', flameGraphs: ['peak', 'allocated'] },
  });
}

function summariseAttribute(
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): LaneFindings {
  const wanted = settings.attributeFrom === null ? 1 : 2;
  const measured = cells.flatMap((cell) =>
    cell.status === 'ok' && cell.profiled?.tool === 'heaptrack' ? [{ cell, heap: cell.profiled }] : [],
  );
  const last = measured.at(-1);
  if (measured.length < wanted || !last) return notMeasured(cells, profile);
  const { cell, heap } = last;
  const growth = wanted === 2 && measured[0] ? growthBetween(measured[0], last) : null;
  return {
    verdict: 'ATTRIBUTED',
    headline: growth ? growthHeadline(growth, profile) : sizeHeadline(cell, heap, profile),
    reason: `heaptrack ${heap.tool_version}: ${heap.allocations} allocations in ${heap.traced_s.toFixed(0)} s; its own memory is not in these figures${heap.unresolved_share > 0 ? `; ${(100 * heap.unresolved_share).toFixed(0)} % of the stacks have no names (stripped, or no symbols installed)` : ''}`,
    numbers: {
      cells: cells.map(withTopSites),
      at: cell.entities_asked,
      entity_count: cell.entity_count,
      peak_bytes: heap.peak_bytes,
      allocated_bytes: heap.allocated_bytes,
      allocations: heap.allocations,
      temporary_allocations: heap.temporary_allocations,
      sites: topSites(heap),
      heap_series: heap.heap_series,
      files: heapFiles(cell.id, heap),
      growth,
    },
  };
}

function notMeasured(cells: readonly CellRecord[], profile: Profile): LaneFindings {
  return {
    verdict: 'NOT MEASURED',
    headline: `Who allocates in ${profile.name} is not known.`,
    reason: cells.find((cell) => cell.failure !== null)?.failure ?? 'nothing was measured',
    numbers: {
      cells: cells.map(withTopSites),
      at: null,
      entity_count: null,
      peak_bytes: null,
      allocated_bytes: null,
      allocations: null,
      temporary_allocations: null,
      sites: null,
      heap_series: [],
      files: [],
      growth: null,
    },
  };
}

interface Sized {
  cell: CellRecord;
  heap: HeapRecord;
}

interface GrowthSite extends SiteRecord {
  bytes_before: number;
  bytes_after: number;
  grown_bytes: number;
  grown_blocks: number;
  grown_bytes_per_entity: number | null;
}

interface Growth {
  from: number | null;
  to: number | null;
  from_count: number | null;
  to_count: number | null;
  grown_bytes: number;
  grown_bytes_per_entity: number | null;
  sites: GrowthSite[];
}

/** What each site holds more at the larger size; `share` is its part of all growth. */
function growthBetween(small: Sized, large: Sized): Growth {
  const count = (one: Sized): number | null => one.cell.entity_count ?? one.cell.entities_asked;
  const [before, after] = [count(small), count(large)];
  const more = before === null || after === null || after <= before ? null : after - before;
  const each = (bytes: number): number | null => (more === null ? null : bytes / more);
  const sites = large.heap.sites.peak;
  const rows = compareSites(small.heap.sites.peak.map(allocationSite), sites.map(allocationSite));
  const grown = large.heap.peak_bytes - small.heap.peak_bytes;
  return {
    from: small.cell.entities_asked,
    to: large.cell.entities_asked,
    from_count: small.cell.entity_count,
    to_count: large.cell.entity_count,
    grown_bytes: grown,
    grown_bytes_per_entity: each(grown),
    sites: rows.slice(0, SHOWN_GROWTH).map((row) => {
      const [record] = siteRecords([row.site], 0);
      const known = sites.find((site) => sameSite(site, record));
      return {
        ...(record as SiteRecord),
        stack: known?.stack ?? [],
        share: row.share,
        bytes_before: row.bytesBefore,
        bytes_after: row.bytesAfter,
        grown_bytes: row.grownBytes,
        grown_blocks: row.grownBlocks,
        grown_bytes_per_entity: each(row.grownBytes),
      };
    }),
  };
}

function sameSite(a: SiteRecord, b: SiteRecord | undefined): boolean {
  return a.function === b?.function && a.file === b.file && a.line === b.line && a.module === b.module;
}

function sizeHeadline(cell: CellRecord, heap: HeapRecord, profile: Profile): string {
  const first = heap.sites.peak[0];
  const size = cell.entity_count ?? cell.entities_asked;
  const at = size === null ? '' : ` at ${size} ${profile.entities?.noun ?? 'entities'}`;
  const who = first ? `; first site ${first.function} with ${mib(first.bytes / 1024)}` : '';
  return `${profile.name} holds ${mib(heap.peak_bytes / 1024)} of heap${at}${who}.`;
}

function growthHeadline(growth: Growth, profile: Profile): string {
  const first = growth.sites[0];
  const noun = profile.entities?.noun ?? 'entities';
  const who =
    first && first.grown_bytes > 0
      ? `; most by ${first.function} (${first.share === null ? 'unknown' : `${(100 * first.share).toFixed(0)} %`})`
      : '';
  return `From ${growth.from} to ${growth.to} ${noun} the heap of ${profile.name} grows by ${mib(growth.grown_bytes / 1024)}${who}.`;
}
