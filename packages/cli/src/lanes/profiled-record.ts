import type {
  AllocationSite,
  HeapMeasure,
  HeapProfile,
  LossRecord,
  MemcheckReport,
} from '@medkit-bench/leak-tools';
import { mergeSites } from '@medkit-bench/leak-tools';

/** One call site as records and summaries have it. */
export interface SiteRecord {
  /** The function that is charged; an address where the binary is stripped. */
  function: string;
  file: string | null;
  line: number | null;
  module: string | null;
  resolved: boolean;
  bytes: number;
  blocks: number;
  /** Part of the measure's total, 0-1; null where the total is zero. */
  share: number | null;
  /** Innermost frame first; empty for small sites, which are kept only to be counted. */
  stack: string[];
}

/** How a profiled target was ended. */
export interface EndedRecord {
  how: string;
  /** Whether it could free what it holds; after SIGKILL everything counts as not freed. */
  clean: boolean;
  ignored: string[];
}

interface Common {
  tool_version: string;
  /** Whether the version is one that was checked. */
  tool_version_checked: boolean;
  command: string | null;
  ended: EndedRecord;
}

/** What heaptrack recorded of a cell. Bytes, seconds. */
export interface HeapRecord extends Common {
  tool: 'heaptrack';
  traced_s: number;
  total_leaked: number;
  total_leaked_blocks: number | null;
  suppressed_bytes: number | null;
  peak_bytes: number;
  peak_at_s: number | null;
  allocated_bytes: number;
  allocations: number;
  temporary_allocations: number;
  peak_rss_kib: number | null;
  /** Share of stacks without names, 0-1. */
  unresolved_share: number;
  /** Every site by measure, largest first. */
  sites: Record<SiteMeasure, SiteRecord[]>;
  heap_series: { t_s: number; heap_bytes: number; rss_kib: number | null }[];
  /** Measures that a flame graph was drawn of. */
  flame_graphs: SiteMeasure[];
}

/** What valgrind counted in a cell. */
export interface MemcheckRecord extends Common {
  tool: 'valgrind';
  definitely_lost: number;
  definitely_lost_blocks: number;
  indirectly_lost: number;
  indirectly_lost_blocks: number;
  possibly_lost: number;
  possibly_lost_blocks: number;
  still_reachable: number | null;
  still_reachable_blocks: number | null;
  suppressed: number | null;
  suppressed_blocks: number | null;
  other_errors: number;
  fatal_signal: string | null;
  /** Sets and files of suppressions that were given. */
  suppressions: string[];
  suppressions_used: { name: string; count: number; bytes: number | null; blocks: number | null }[];
  records: (SiteRecord & { kind: string })[];
}

export type ProfiledRecord = HeapRecord | MemcheckRecord;
export type SiteMeasure = Extract<HeapMeasure, 'leaked' | 'peak' | 'allocated'>;

export const SITE_MEASURES: readonly SiteMeasure[] = ['leaked', 'peak', 'allocated'];

const STACK_FRAMES = 16;
/** Sites that keep their stack. */
const STACKS_KEPT = 60;
const SERIES_POINTS = 400;
const LOSS_RECORDS = 100;

/** Sites as records; shares are of `total`. */
export function siteRecords(sites: readonly AllocationSite[], total: number): SiteRecord[] {
  return sites.map((site, i) => siteRecord(site, total, i < STACKS_KEPT));
}

function siteRecord(site: AllocationSite, total: number, withStack: boolean): SiteRecord {
  return {
    function: site.function,
    file: site.file,
    line: site.line,
    module: site.module,
    resolved: site.resolved,
    bytes: site.bytes,
    blocks: site.count,
    share: total > 0 ? site.bytes / total : null,
    stack: withStack ? site.stack.slice(0, STACK_FRAMES).map(frameText) : [],
  };
}

function frameText(frame: AllocationSite['stack'][number]): string {
  const base = frame.file?.split('/').at(-1);
  const where = base
    ? `${base}${frame.line === null ? '' : `:${frame.line}`}`
    : frame.module?.split('/').at(-1);
  return where ? `${frame.function} (${where})` : frame.function;
}

/** The site that `@medkit-bench/leak-tools` compares. */
export function allocationSite(site: SiteRecord): AllocationSite {
  const { function: name, file, line, module, resolved, bytes, blocks } = site;
  return { function: name, file, line, module, resolved, bytes, count: blocks, stack: [] };
}

/** What of a heaptrack profile is kept. */
export function heapRecord(profile: HeapProfile, common: Common, flameGraphs: SiteMeasure[]): HeapRecord {
  const { totals } = profile;
  const merged = SITE_MEASURES.map((measure) => {
    const sites = mergeSites(profile.sites(measure));
    const total = sites.reduce((sum, site) => sum + site.bytes, 0);
    return { measure, total, sites: siteRecords(sites, total) };
  });
  return {
    tool: 'heaptrack',
    ...common,
    traced_s: profile.durationS,
    total_leaked: totals.leakedBytes,
    total_leaked_blocks: totals.leakedBlocks,
    suppressed_bytes: totals.suppressedBytes,
    peak_bytes: totals.peakBytes,
    peak_at_s: totals.peakAtS,
    allocated_bytes: merged.find((one) => one.measure === 'allocated')?.total ?? 0,
    allocations: totals.allocations,
    temporary_allocations: totals.temporaryAllocations,
    peak_rss_kib: totals.peakRssBytes === null ? null : totals.peakRssBytes / 1024,
    unresolved_share: profile.unresolvedShare,
    sites: Object.fromEntries(merged.map((one) => [one.measure, one.sites])) as HeapRecord['sites'],
    heap_series: seriesOf(profile),
    flame_graphs: flameGraphs,
  };
}

function seriesOf({ series }: HeapProfile): HeapRecord['heap_series'] {
  const step = Math.max(1, Math.ceil(series.length / SERIES_POINTS));
  return series
    .filter((_, i) => i % step === 0 || i === series.length - 1)
    .map(({ tS, heapBytes, rssBytes }) => ({
      t_s: Math.round(tS * 1000) / 1000,
      heap_bytes: heapBytes,
      rss_kib: rssBytes === null ? null : rssBytes / 1024,
    }));
}

/** What of a memcheck report is kept. */
export function memcheckRecord(
  report: MemcheckReport,
  common: Common,
  suppressions: string[],
): MemcheckRecord {
  return {
    tool: 'valgrind',
    ...common,
    definitely_lost: report.definitelyLost.bytes,
    definitely_lost_blocks: report.definitelyLost.blocks,
    indirectly_lost: report.indirectlyLost.bytes,
    indirectly_lost_blocks: report.indirectlyLost.blocks,
    possibly_lost: report.possiblyLost.bytes,
    possibly_lost_blocks: report.possiblyLost.blocks,
    still_reachable: report.stillReachable?.bytes ?? null,
    still_reachable_blocks: report.stillReachable?.blocks ?? null,
    suppressed: report.suppressed?.bytes ?? null,
    suppressed_blocks: report.suppressed?.blocks ?? null,
    other_errors: report.otherErrors,
    fatal_signal: report.fatalSignal,
    suppressions,
    suppressions_used: report.suppressionsUsed.map(({ name, count, amount }) => ({
      name,
      count,
      bytes: amount?.bytes ?? null,
      blocks: amount?.blocks ?? null,
    })),
    records: lossRecords(report.records),
  };
}

function lossRecords(records: readonly LossRecord[]): MemcheckRecord['records'] {
  const totals = new Map<string, number>();
  for (const one of records) totals.set(one.kind, (totals.get(one.kind) ?? 0) + one.bytes);
  return records
    .slice(0, LOSS_RECORDS)
    .map((one) => ({ kind: one.kind, ...siteRecord(one, totals.get(one.kind) ?? 0, true) }));
}
