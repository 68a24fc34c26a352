import type { CellPlan } from '../engine/cell.js';
import { requireTool } from '../engine/tool-on-path.js';
import type { Profile } from '../profile/schema.js';
import type { CellRecord } from './cell-record.js';
import { mib, withInterval } from './format.js';
import type { Lane, LaneFindings } from './lane.js';
import type { PhaseVerdict } from './phase-verdict.js';
import { phaseVerdict } from './phase-verdict.js';
import { planCell } from './plan-cell.js';
import type { HeapRecord, SiteRecord } from './profiled-record.js';
import { heapFiles, topSites, withTopSites } from './profiled-summary.js';
import type { LaneSettings } from './settings.js';
import { profilerWarmup } from './settings.js';
import { LEAK_FLOOR_B_S } from './trend.js';

/** Is it leaking, and where. The verdict comes from windows without a profiler, the sites from a short run under one. */
export const heapLane: Lane = {
  name: 'heap',
  plan: planHeap,
  summarise: summariseHeap,
  // Sizes under a profiler are not the target's: nothing is derived from them.
  rowsFor: (numbers) =>
    (numbers['rows'] as { label: string; tool: string | null }[])
      .filter((row) => row.tool === null)
      .map((row) => ({ label: row.label, figures: { ...row } })),
  gates: true,
};

/** Sites must explain at least this share of the growth that was seen without a profiler. */
const EXPLAINED_AT_LEAST = 0.1;

function planHeap(settings: LaneSettings, profile: Profile): CellPlan[] {
  const plain = Array.from({ length: settings.repeats }, (_, i) =>
    planCell(settings, profile, {
      id: `plain-rep${i + 1}`,
      label: `without a profiler, repeat ${i + 1}`,
      repeat: i + 1,
      group: 'plain',
      trendFromS: 0,
    }),
  );
  if (noProfilerAround(profile) !== null) return plain;
  requireTool(profile, 'heaptrack');
  return [
    // First, for it is short: whatever stands in the profiler's way is known before the long windows.
    planCell(settings, profile, {
      id: 'heaptrack',
      label: `under heaptrack for ${settings.heaptrackS} s`,
      repeat: 1,
      group: 'heaptrack',
      windowS: settings.heaptrackS,
      warmup: profilerWarmup(settings.quick),
      tool: { name: 'heaptrack', flameGraphs: ['leaked', 'peak'] },
    }),
    ...plain,
  ];
}

/** Why the slope alone has to do; null where the target is started by us. */
function noProfilerAround({ start }: Profile): string | null {
  if (start.kind === 'attach')
    return 'what runs already is only watched: heaptrack would have to start it, or change it while it runs';
  if (start.kind === 'compose') return 'the compose file starts it: heaptrack would have to';
  return null;
}

function summariseHeap(cells: readonly CellRecord[], settings: LaneSettings, profile: Profile): LaneFindings {
  const plain = cells.filter((cell) => cell.group === 'plain');
  const traced = cells.find((cell) => cell.group === 'heaptrack');
  const phaseA = phaseVerdict(plain);
  const heap = traced?.profiled?.tool === 'heaptrack' ? traced.profiled : null;
  const expected =
    phaseA.slope_b_s !== null && phaseA.slope_b_s > 0 && heap ? phaseA.slope_b_s * heap.traced_s : null;
  const explained = expected && heap ? heap.total_leaked / expected : null;
  const leftOut = noProfilerAround(profile);
  const judged = judge({ phaseA, heap, explained, plain, leftOut });
  return {
    verdict: judged.word,
    headline: headlineOf(judged.word, phaseA, heap, settings, profile),
    reason: judged.reason,
    numbers: {
      cells: cells.map(withTopSites),
      total_leaked: heap?.total_leaked ?? null,
      total_leaked_blocks: heap?.total_leaked_blocks ?? null,
      phase_a: { ...phaseA, duration_s: settings.durationS, floor_b_s: LEAK_FLOOR_B_S },
      phase_b: {
        cell_id: leftOut === null ? 'heaptrack' : null,
        tool: leftOut === null ? 'heaptrack' : null,
        left_out: leftOut,
        ...phaseB(heap),
        expected_bytes: expected,
        explained_share: explained,
        failure: traced?.failure ?? null,
      },
      rows: [
        ...plain.map((cell) => costRow(cell, `without heaptrack, repeat ${cell.repeat}`, null)),
        ...(traced ? [costRow(traced, tracedLabel(profile), 'heaptrack')] : []),
      ],
      sites: heap ? topSites(heap) : null,
      heap_series: heap?.heap_series ?? [],
      files: heap ? heapFiles('heaptrack', heap) : [],
    },
  };
}

interface Evidence {
  phaseA: PhaseVerdict;
  heap: HeapRecord | null;
  explained: number | null;
  plain: readonly CellRecord[];
  /** Why there is no run under heaptrack; null where there should be one. */
  leftOut: string | null;
}

interface Judged {
  word: 'SUSPECTED' | 'NO LEAK' | 'INDETERMINATE' | 'NOT MEASURED';
  reason: string;
}

/**
 * SUSPECTED needs all three: a leak without a profiler, a warm-up that had come to rest (or growth that never slowed
 * down, which no warm-up survives), and sites that explain it. Where no profiler can be put around the target the first
 * two decide, and the reason says so.
 */
function judge({ phaseA, heap, explained, plain, leftOut }: Evidence): Judged {
  if (!plain.some((cell) => cell.status === 'ok'))
    return { word: 'NOT MEASURED', reason: plain[0]?.failure ?? 'nothing was measured without a profiler' };
  const indeterminate = (reason: string): Judged => ({ word: 'INDETERMINATE', reason });
  if (phaseA.verdict === 'no-leak')
    return { word: 'NO LEAK', reason: `without a profiler: ${phaseA.reason}` };
  if (phaseA.verdict === 'indeterminate') return indeterminate(`without a profiler: ${phaseA.reason}`);
  // A fast leak keeps every warm-up from coming to rest; what fills up slows down.
  const sustained = phaseA.repeats.filter(
    (one) => one.verdict === 'leak' && (one.converged || one.keeps_pace),
  );
  if (sustained.length === 0)
    return indeterminate(
      `memory grows (${phaseA.reason}), but the warm-up had not come to rest and growth slows down, so it may still be filling up`,
    );
  if (leftOut !== null)
    return {
      word: 'SUSPECTED',
      reason: `without a profiler: ${phaseA.reason}; where is not known: ${leftOut}`,
    };
  if (!heap) return indeterminate(`memory grows (${phaseA.reason}), but the run under heaptrack failed`);
  if (heap.total_leaked === 0 || heap.sites.leaked.length === 0)
    return indeterminate(
      `memory grows (${phaseA.reason}), but all of it was freed at the end: something grows that the target still holds; the peak sites name it`,
    );
  if (explained !== null && explained < EXPLAINED_AT_LEAST)
    return indeterminate(
      `memory grows (${phaseA.reason}), but what was not freed at the end is only ${(100 * explained).toFixed(0)} % of that growth; the peak sites may name the rest`,
    );
  return {
    word: 'SUSPECTED',
    reason: `without a profiler: ${phaseA.reason}; under heaptrack ${siteText(heap.sites.leaked[0])} was not freed${heap.ended.clean ? '' : ' (it had to be killed, so live data counts too)'}`,
  };
}

function siteText(site: SiteRecord | undefined): string {
  if (!site) return 'nothing';
  const where = site.file ? ` (${site.file.split('/').at(-1)}:${site.line})` : '';
  return `${mib(site.bytes / 1024)} in ${site.blocks} blocks of ${site.function}${where}`;
}

function headlineOf(
  word: Judged['word'],
  phaseA: PhaseVerdict,
  heap: HeapRecord | null,
  settings: LaneSettings,
  profile: Profile,
): string {
  const rate = `${withInterval(phaseA.slope_b_s, phaseA.lo95, phaseA.hi95, 0)} B/s over ${settings.durationS} s`;
  if (word === 'NOT MEASURED') return `${profile.name} could not be measured.`;
  if (word === 'NO LEAK') return `${profile.name} does not leak: ${rate}.`;
  if (word === 'SUSPECTED')
    return `${profile.name} is suspected to leak: ${rate}; ${heap ? `first site ${heap.sites.leaked[0]?.function ?? 'unknown'}` : 'where is not known'}.`;
  const { recommended_s: longer } = phaseA;
  const advice =
    longer !== null && longer > settings.durationS
      ? ` Run at least ${Math.ceil(longer)} s (--duration ${Math.ceil(longer)}).`
      : '';
  return `Whether ${profile.name} leaks cannot be said: ${rate}.${advice}`;
}

function phaseB(heap: HeapRecord | null): Record<string, unknown> {
  return {
    tool_version: heap?.tool_version ?? null,
    traced_s: heap?.traced_s ?? null,
    peak_bytes: heap?.peak_bytes ?? null,
    peak_at_s: heap?.peak_at_s ?? null,
    allocations: heap?.allocations ?? null,
    temporary_allocations: heap?.temporary_allocations ?? null,
    suppressed_bytes: heap?.suppressed_bytes ?? null,
    peak_rss_kib: heap?.peak_rss_kib ?? null,
    unresolved_share: heap?.unresolved_share ?? null,
    ended: heap?.ended ?? null,
  };
}

// Another command is another server: its sizes are then no measure of what heaptrack adds.
function tracedLabel(profile: Profile): string {
  return profile.wrap?.command ? 'under heaptrack, started by wrap.command' : 'under heaptrack';
}

/** The same server with and without a profiler, for who would take sizes from the wrong one. */
function costRow(cell: CellRecord, label: string, tool: 'heaptrack' | null): Record<string, unknown> {
  const { entity_count, uss_kib, anonymous_kib, pss_kib, rss_kib, cpu_cores, num_threads } = cell;
  const sizes = { uss_kib, anonymous_kib, pss_kib, rss_kib, cpu_cores, num_threads };
  return { label, tool, cell_id: cell.id, entity_count, ...sizes };
}
