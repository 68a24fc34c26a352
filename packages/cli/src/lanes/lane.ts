import type { CellPlan } from '../engine/cell.js';
import type { Profile } from '../profile/schema.js';
import type { CellRecord } from './cell-record.js';
import type { LaneName, LaneSettings } from './settings.js';

/** What a lane says beyond what every lane says. */
export interface LaneFindings {
  /** Short words. */
  verdict: string;
  /** The verdict as one sentence. */
  headline: string;
  /** Why, with counts. */
  reason: string;
  /** The lane's own keys of summary.json. */
  numbers: Record<string, unknown>;
}

/** A row of a lane's table, as signals and derived metrics see it. */
export interface LaneRow {
  label: string;
  figures: Record<string, unknown>;
}

/** A lane asks one question: it plans cells and says what they mean. Everything else is the engine's. */
export interface Lane {
  readonly name: LaneName;
  plan(settings: LaneSettings, profile: Profile): CellPlan[];
  /** Whether what was measured so far is enough, so that the rest of the plan is not needed. */
  enough?(cells: readonly CellRecord[], settings: LaneSettings): boolean;
  summarise(cells: readonly CellRecord[], settings: LaneSettings, profile: Profile): LaneFindings;
  /** The rows that the profile's signals and derived metrics are evaluated over. */
  rowsFor(numbers: Readonly<Record<string, unknown>>): LaneRow[];
  /** Its cells run under a profiler, whose memory is not the target's: nothing is said of their steadiness. */
  readonly profiled?: true;
  /** Words of several verdicts in a summary, each of which counts by itself beside the lane's own. */
  words?(summary: Readonly<Record<string, unknown>>): string[];
  /** Whether the verdict is a gate: a leak ends with exit code 1. */
  readonly gates?: true;
}
