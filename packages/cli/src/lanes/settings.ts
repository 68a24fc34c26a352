import type { WarmupSettings } from '../engine/cell.js';

/** Everything a lane can be told, from its defaults, the configuration and the flags. */
export interface LaneSettings {
  quick: boolean;
  durationS: number;
  intervalS: number;
  memoryIntervalS: number;
  repeats: number;
  entities: number[];
  /** Null: the target's own refresh interval is left alone. */
  refreshMs: number[] | null;
  topicsPerNode: number;
  servicesPerNode: number;
  paramsPerNode: number;
  msgTypes: number;
  load: 'light' | 'heavy' | null;
  /** Add repeats until the interval of memory is this tight, as a share of it; null: a fixed number. */
  precision: number | null;
  /** Parameter overrides by dotted name, for every cell. */
  params: Record<string, unknown>;
  /** A summary.json of the real stack to compare with, or null. */
  validateAgainstDemo: string | null;
}

const GRAPH = { topicsPerNode: 2, servicesPerNode: 1, paramsPerNode: 3, msgTypes: 3 };

const FULL: Record<LaneName, LaneSettings> = {
  footprint: {
    quick: false,
    durationS: 300,
    intervalS: 1,
    memoryIntervalS: 1,
    repeats: 5,
    entities: [50],
    refreshMs: null,
    ...GRAPH,
    load: null,
    params: {},
    precision: null,
    validateAgainstDemo: null,
  },
  scaling: {
    quick: false,
    durationS: 60,
    intervalS: 1,
    memoryIntervalS: 1,
    repeats: 3,
    entities: [10, 30, 60, 100, 150, 250],
    refreshMs: [1000],
    ...GRAPH,
    load: null,
    params: {},
    precision: null,
    validateAgainstDemo: null,
  },
};

const QUICK: Record<LaneName, Partial<LaneSettings>> = {
  footprint: { quick: true, durationS: 10, intervalS: 0.25, memoryIntervalS: 0.25, repeats: 3 },
  scaling: {
    quick: true,
    durationS: 5,
    intervalS: 0.25,
    memoryIntervalS: 0.25,
    repeats: 2,
    entities: [10, 40, 80, 150, 250],
  },
};

/** Lanes this program has. */
export type LaneName = 'footprint' | 'scaling';

/** A lane's defaults, or its short preset for demos and CI. */
export function laneDefaults(lane: LaneName, quick: boolean): LaneSettings {
  return { ...FULL[lane], ...(quick ? QUICK[lane] : {}) };
}

/** The warm-up gate: five polls two seconds apart, at most three minutes; shorter in a quick run. */
export function warmupSettings(quick: boolean): WarmupSettings {
  return quick
    ? { timeoutS: 30, pollS: 0.5, slopePolls: 5, countPolls: 3, maxSlopeKibPerS: 5 }
    : { timeoutS: 180, pollS: 2, slopePolls: 5, countPolls: 3, maxSlopeKibPerS: 5 };
}
