import type { CellPlan } from '../engine/cell.js';
import { requireTool } from '../engine/tool-on-path.js';
import type { Profile } from '../profile/schema.js';
import type { CellRecord } from './cell-record.js';
import type { Lane, LaneFindings } from './lane.js';
import { planCell } from './plan-cell.js';
import type { MemcheckRecord } from './profiled-record.js';
import type { LaneSettings } from './settings.js';
import { profilerWarmup } from './settings.js';

/** How much memory is lost for good, as valgrind counts it. */
export const memcheckLane: Lane = {
  name: 'memcheck',
  plan: planMemcheck,
  summarise: summariseMemcheck,
  rowsFor: (numbers) =>
    (numbers['rows'] as { cell_id: string }[]).map((row) => ({ label: row.cell_id, figures: { ...row } })),
  gates: true,
  profiled: true,
};

function planMemcheck(settings: LaneSettings, profile: Profile): CellPlan[] {
  requireTool(profile, 'valgrind');
  return Array.from({ length: settings.repeats }, (_, i) =>
    planCell(settings, profile, {
      id: `rep${i + 1}`,
      label: `under valgrind, repeat ${i + 1}`,
      repeat: i + 1,
      group: 'valgrind',
      windowS: settings.settleS,
      warmup: profilerWarmup(settings.quick),
      tool: { name: 'valgrind', flameGraphs: [] },
    }),
  );
}

interface Found {
  id: string;
  report: MemcheckRecord;
}

function summariseMemcheck(
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): LaneFindings {
  const found = cells.flatMap((cell): Found[] =>
    cell.status === 'ok' && cell.profiled?.tool === 'valgrind'
      ? [{ id: cell.id, report: cell.profiled }]
      : [],
  );
  // The worst of the repeats: a loss that shows in one of three is still a loss.
  const worst =
    found.toSorted((a, b) => b.report.definitely_lost - a.report.definitely_lost)[0]?.report ?? null;
  const limit = settings.failOnLeakBytes;
  const suppressions = profile.wrap?.suppressions ?? [];
  return {
    ...wordsOf(worst, cells, settings, profile),
    numbers: {
      ...(worst ? amounts(worst) : NOTHING_COUNTED),
      limit_bytes: limit,
      settle_s: settings.settleS,
      valgrind_version: worst?.tool_version ?? null,
      other_errors: worst?.other_errors ?? null,
      suppressions,
      suppressions_used: worst?.suppressions_used ?? [],
      records: worst?.records ?? [],
      rows: found.map(({ id, report }) => rowOf(id, report)),
    },
  };
}

function rowOf(id: string, report: MemcheckRecord): Record<string, unknown> {
  return { cell_id: id, ...amounts(report), ended_on: report.ended.how };
}

const AMOUNTS = [
  'definitely_lost',
  'definitely_lost_blocks',
  'indirectly_lost',
  'indirectly_lost_blocks',
  'possibly_lost',
  'possibly_lost_blocks',
  'still_reachable',
  'still_reachable_blocks',
  'suppressed',
  'suppressed_blocks',
] as const;

/** Unknown, never zero. */
const NOTHING_COUNTED = Object.fromEntries(AMOUNTS.map((key) => [key, null]));

function amounts(report: MemcheckRecord): Record<string, number | null> {
  return Object.fromEntries(AMOUNTS.map((key) => [key, report[key]]));
}

/** Without a limit the lane only reports; with one it is a gate. */
function wordsOf(
  worst: MemcheckRecord | null,
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): Omit<LaneFindings, 'numbers'> {
  if (!worst) {
    return {
      verdict: 'NOT MEASURED',
      headline: `What ${profile.name} loses is not known: valgrind came to no summary.`,
      reason: cells.find((cell) => cell.failure !== null)?.failure ?? 'nothing was measured',
    };
  }
  const { definitely_lost: bytes, definitely_lost_blocks: blocks } = worst;
  const limit = settings.failOnLeakBytes;
  const failed = limit !== null && bytes > limit;
  const first = worst.records[0];
  const where = first && first.kind === 'definite' ? `, most of it by ${first.function}` : '';
  return {
    verdict: limit !== null ? (failed ? 'LEAK' : 'NO LEAK') : bytes > 0 ? 'LOST' : 'NOTHING LOST',
    headline:
      bytes > 0
        ? `${profile.name} definitely lost ${bytes} bytes in ${blocks} blocks${where}.`
        : `${profile.name} lost nothing for good.`,
    reason:
      limit === null
        ? 'no limit was given (--fail-on-leak), so this only reports'
        : `${bytes} bytes definitely lost, ${failed ? 'above' : 'within'} the limit of ${limit}`,
  };
}
