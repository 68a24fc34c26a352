import { meanInterval, median } from '@medkit-bench/stats';
import type { CellPlan } from '../engine/cell.js';
import { badInput } from '../errors.js';
import type { Profile } from '../profile/schema.js';
import type { CellRecord } from './cell-record.js';
import { withInterval } from './format.js';
import type { Lane, LaneFindings } from './lane.js';
import { planCell } from './plan-cell.js';
import { planResidue, summariseResidue, withResidue } from './residue.js';
import type { LaneSettings } from './settings.js';
import { LEAK_FLOOR_B_S } from './trend.js';

/** Does change of the graph leak. */
export const churnLane: Lane = {
  name: 'churn',
  plan: planChurn,
  summarise: summariseChurn,
  rowsFor: (numbers) => [
    { label: 'static', figures: { ...(numbers['static'] as object) } },
    { label: 'churn', figures: { ...(numbers['churn'] as object) } },
  ],
  gates: true,
};

/** The first part of a window under churn: caches and allocator arenas fill once. At most this long. */
const LEAD_IN_S = 60;
const LEAD_IN_SHARE = 0.2;

function planChurn(settings: LaneSettings, profile: Profile): CellPlan[] {
  if (!profile.graph) {
    throw badInput(
      `churn needs a graph that can change, and profile '${profile.name}' has none`,
      'add graph: to the profile',
    );
  }
  if (profile.graph.kind === 'config-file') {
    throw badInput(
      `the entities of profile '${profile.name}' stand in a file that is read at the start, so they cannot be churned`,
      'use a profile whose graph can change while the target runs',
    );
  }
  const entities = settings.entities[0] ?? 0;
  if (settings.churnCount > entities) {
    throw badInput(
      `--churn-count: ${settings.churnCount} nodes cannot be recycled in a graph of ${entities}`,
      '--entities more, or --churn-count less',
    );
  }
  const windows = Array.from({ length: settings.repeats }, (_, i) => i + 1).flatMap((repeat) => [
    planCell(settings, profile, {
      id: `static-rep${repeat}`,
      label: `static graph, repeat ${repeat}`,
      repeat,
      group: 'static',
      trendFromS: leadInS(settings),
    }),
    planCell(settings, profile, {
      id: `churn-rep${repeat}`,
      label: `churn, repeat ${repeat}`,
      repeat,
      group: 'churn',
      churn: { everyS: settings.churnSec, count: settings.churnCount },
      trendFromS: Math.max(leadInS(settings), reachableCapS(settings, profile) ?? 0),
    }),
  ]);
  return [...windows, ...planResidue(settings, profile)];
}

function leadInS(settings: LaneSettings): number {
  return Math.min(LEAD_IN_S, LEAD_IN_SHARE * settings.durationS);
}

/** When the target has seen as many names as it remembers, in window time; null when it remembers none. */
function capReachedS(settings: LaneSettings, profile: Profile): number | null {
  if (!profile.churn) return null;
  const steps = Math.ceil(profile.churn.remembered_names / settings.churnCount);
  return steps * settings.churnSec;
}

/** As {@link capReachedS}, where enough of the window is left after it to be judged. */
function reachableCapS(settings: LaneSettings, profile: Profile): number | null {
  const capS = capReachedS(settings, profile);
  return capS !== null && capS <= 0.8 * settings.durationS ? capS : null;
}

interface SlopeRow {
  cell_id: string;
  slope_b_s: number;
  lo95: number | null;
  hi95: number | null;
}

interface PhaseSlope {
  slope_b_s: number | null;
  lo95: number | null;
  hi95: number | null;
  repeats: SlopeRow[];
}

/** One repeat: its interval. Several: the t interval of their slopes. */
function phaseOf(cells: readonly CellRecord[]): PhaseSlope {
  const repeats = cells.flatMap((cell): SlopeRow[] => {
    const { trend } = cell;
    if (cell.status !== 'ok' || !trend) return [];
    return [{ cell_id: cell.id, slope_b_s: trend.slope_b_s, lo95: trend.lo95, hi95: trend.hi95 }];
  });
  const [first] = repeats;
  if (!first) return { slope_b_s: null, lo95: null, hi95: null, repeats };
  if (repeats.length === 1) return { ...first, repeats };
  const slopes = repeats.map((row) => row.slope_b_s);
  const interval = meanInterval(slopes, { level: 0.95 });
  return { slope_b_s: median(slopes), lo95: interval.lo, hi95: interval.hi, repeats };
}

type Word = 'leak' | 'no-leak' | 'indeterminate';

interface RepeatVerdict {
  cell_id: string;
  verdict: Word;
  reason: string;
  recommended_s: number | null;
}

function summariseChurn(
  cells: readonly CellRecord[],
  settings: LaneSettings,
  profile: Profile,
): LaneFindings {
  const still = cells.filter((cell) => cell.group === 'static');
  const moving = cells.filter((cell) => cell.group === 'churn');
  const staticSlope = phaseOf(still);
  const churnSlope = phaseOf(moving);
  const capS = capReachedS(settings, profile);
  const capReached = capS === null ? null : reachableCapS(settings, profile) !== null;
  const verdicts = moving.map((cell) => judge(cell, still, capReached));
  const leak = together(verdicts);
  const residue = summariseResidue(cells, settings);
  return {
    ...withResidue(wordsOf(leak, churnSlope, settings, profile), residue),
    numbers: {
      ...(residue === null ? {} : { residue }),
      static: staticSlope,
      churn: { ...churnSlope, ...perChange(churnSlope, moving) },
      leak: {
        ...leak,
        floor_b_s: LEAK_FLOOR_B_S,
        cap_names: profile.churn?.remembered_names ?? null,
        cap_reached_s: capS,
        cap_reached: capReached,
        repeats: verdicts,
      },
    },
  };
}

/** One window under churn against the static ones: all three conditions must hold for a leak. */
function judge(cell: CellRecord, still: readonly CellRecord[], capReached: boolean | null): RepeatVerdict {
  const { trend } = cell;
  if (cell.status !== 'ok' || !trend) {
    const reason = cell.failure ?? 'too few readings to judge a trend';
    return { cell_id: cell.id, verdict: 'indeterminate', reason, recommended_s: null };
  }
  const of = (verdict: Word, reason: string): RepeatVerdict => ({
    cell_id: cell.id,
    verdict,
    reason,
    recommended_s: trend.leak.recommended_s === null ? null : trend.from_s + trend.leak.recommended_s,
  });
  const change = cell.churn;
  if (!change || change.steps_applied === 0) return of('indeterminate', 'no change of the graph was applied');
  const staticTrends = still.flatMap((other) => (other.status === 'ok' && other.trend ? [other.trend] : []));
  if (staticTrends.length === 0) return of('indeterminate', 'no static window to compare with');
  const staticHigh = Math.max(...staticTrends.map((other) => other.hi95 ?? Infinity));
  if (trend.leak.verdict === 'no-leak') return of('no-leak', trend.leak.reason);
  if (trend.leak.verdict === 'indeterminate') return of('indeterminate', trend.leak.reason);
  if (capReached === false) {
    return of(
      'indeterminate',
      `memory grows, but the target had not yet seen as many names as it remembers by design: ${trend.leak.reason}`,
    );
  }
  const low = trend.lo95 ?? -Infinity;
  if (!(low > staticHigh && low > LEAK_FLOOR_B_S)) {
    return of(
      'indeterminate',
      `memory grows under churn, but not clearly more than in the static graph (its slope reaches ${Number.isFinite(staticHigh) ? staticHigh.toFixed(0) : 'any'} B/s)`,
    );
  }
  return of('leak', trend.leak.reason);
}

/** More than half of the repeats decide; a single leak keeps the whole from passing. */
function together(verdicts: readonly RepeatVerdict[]): {
  verdict: Word;
  reason: string;
  recommended_s: number | null;
} {
  const count = (word: Word): number => verdicts.filter((one) => one.verdict === word).length;
  const recommended = verdicts.map((one) => one.recommended_s).filter((s): s is number => s !== null);
  const recommended_s = recommended.length > 0 ? Math.max(...recommended) : null;
  const half = verdicts.length / 2;
  const verdict: Word =
    count('leak') > half
      ? 'leak'
      : count('no-leak') > half && count('leak') === 0
        ? 'no-leak'
        : 'indeterminate';
  const why = verdicts.find((one) => one.verdict === verdict)?.reason ?? 'nothing was measured';
  return {
    verdict,
    reason: `${count('leak')} leak, ${count('no-leak')} no leak, ${count('indeterminate')} indeterminate of ${verdicts.length} windows: ${why}`,
    recommended_s,
  };
}

function perChange(slope: PhaseSlope, moving: readonly CellRecord[]): Record<string, number | null> {
  const perS = changesPerS(moving);
  const divide = (value: number | null): number | null => (value === null || !perS ? null : value / perS);
  return {
    changes_per_s: perS,
    bytes_per_change: divide(slope.slope_b_s),
    bytes_per_change_lo95: divide(slope.lo95),
    bytes_per_change_hi95: divide(slope.hi95),
  };
}

/** Nodes recycled a second, from what was applied over the judged windows. */
function changesPerS(moving: readonly CellRecord[]): number | null {
  const rates = moving.flatMap((cell) => {
    const { churn } = cell;
    if (!churn || churn.steps_applied < 2 || churn.window_s <= 0) return [];
    return [churn.nodes_recycled / churn.window_s];
  });
  return rates.length > 0 ? median(rates) : null;
}

function wordsOf(
  leak: { verdict: Word; reason: string; recommended_s: number | null },
  slope: PhaseSlope,
  settings: LaneSettings,
  profile: Profile,
): Omit<LaneFindings, 'numbers'> {
  const rate = `${withInterval(slope.slope_b_s, slope.lo95, slope.hi95, 0)} B/s`;
  const each = `${settings.churnCount} entities recycled every ${settings.churnSec} s`;
  const reason = leak.reason;
  if (leak.verdict === 'leak') {
    return { verdict: 'LEAK', headline: `${profile.name} leaks under churn: ${rate} with ${each}.`, reason };
  }
  if (leak.verdict === 'no-leak') {
    return { verdict: 'PASS', headline: `Churn does not leak: ${rate} with ${each}.`, reason };
  }
  const longer =
    leak.recommended_s !== null && leak.recommended_s > settings.durationS
      ? ` Run at least ${Math.ceil(leak.recommended_s)} s (--duration ${Math.ceil(leak.recommended_s)}).`
      : '';
  return {
    verdict: 'INDETERMINATE',
    headline: `Whether churn leaks cannot be said: ${rate} with ${each}.${longer}`,
    reason,
  };
}
