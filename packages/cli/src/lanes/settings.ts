import type { WarmupSettings } from '../engine/cell.js';
import type { Mistake } from './calibrate-experiments.js';

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
  /** Levels that the load lane compares. */
  levels: LoadLevel[];
  /** Whether clients keep their connections; both kinds are measured apart, never averaged. */
  connections: 'keep-alive' | 'new' | 'both';
  /** How the sweep lane combines its settings. */
  design: 'one-at-a-time' | 'factorial';
  /** Only these settings of the profile's sweep; null: all of them. */
  only: string[] | null;
  /** Faults in a burst. */
  faults: number[];
  /** Modes of the profile's faults to measure; null: all of them. */
  modes: string[] | null;
  /** Time before the burst, the fault lane's baseline. */
  preS: number;
  /** Time after the burst. */
  windowS: number;
  /** Time between steps of churn. */
  churnSec: number;
  /** Nodes recycled in each step. */
  churnCount: number;
  /** Times that the graph is grown and shrunk back; 0: not at all. */
  cycles: number;
  /** Nodes that come and go in each cycle; null: as many as there are. */
  cycleGrow: number | null;
  /** How long the grown and the shrunk graph are held. */
  cycleHoldS: number;
  /** Length of the heap lane's run under heaptrack. */
  heaptrackS: number;
  /** Time a target under valgrind is left alone before it is ended. */
  settleS: number;
  /** Definitely lost bytes above which memcheck fails; null: it only reports. */
  failOnLeakBytes: number | null;
  /** The smaller of the two sizes that attribute compares; null: one size. */
  attributeFrom: number | null;
  /** Add repeats until the interval of memory is this tight, as a share of it; null: a fixed number. */
  precision: number | null;
  /** Parameter overrides by dotted name, for every cell. */
  params: Record<string, unknown>;
  /** A summary.json of the real stack to compare with, or null. */
  validateAgainstDemo: string | null;
  /** What names the two builds that are compared (see `parseBuildSpec`); empty: what the profile says. */
  buildA: string[];
  buildB: string[];
  /** A truth that the calibrated server is made to deviate from, to see the table fail; null: none. */
  mistake: Mistake | null;
}

export type LoadLevel = 'off' | 'light' | 'heavy';

const COMMON: LaneSettings = {
  quick: false,
  durationS: 60,
  intervalS: 1,
  memoryIntervalS: 1,
  repeats: 3,
  entities: [50],
  refreshMs: null,
  topicsPerNode: 2,
  servicesPerNode: 1,
  paramsPerNode: 3,
  msgTypes: 3,
  load: null,
  levels: ['off', 'light', 'heavy'],
  connections: 'keep-alive',
  design: 'one-at-a-time',
  only: null,
  faults: [1, 2, 4, 8, 16],
  modes: null,
  preS: 10,
  windowS: 60,
  churnSec: 2,
  churnCount: 10,
  cycles: 0,
  cycleGrow: null,
  cycleHoldS: 10,
  heaptrackS: 60,
  settleS: 30,
  failOnLeakBytes: null,
  attributeFrom: null,
  precision: null,
  params: {},
  validateAgainstDemo: null,
  buildA: [],
  buildB: [],
  mistake: null,
};

const FULL: Record<LaneName, Partial<LaneSettings>> = {
  footprint: { durationS: 300, repeats: 5 },
  scaling: { entities: [10, 30, 60, 100, 150, 250], refreshMs: [1000] },
  sweep: {},
  load: {},
  fault: { intervalS: 0.2, memoryIntervalS: 0.2 },
  // Two seconds rather than ten between samples: a leak of the same size is seen in less time.
  churn: { durationS: 600, intervalS: 2, memoryIntervalS: 2 },
  heap: { durationS: 1800, intervalS: 2, memoryIntervalS: 2, repeats: 1 },
  memcheck: { entities: [10], repeats: 1 },
  attribute: { entities: [200], durationS: 30, repeats: 1 },
  ab: { repeats: 8 },
  aa: { repeats: 8 },
  // Its windows are part of what is known; see calibrate-experiments.
  calibrate: { repeats: 1, refreshMs: [100] },
};

const FAST_SAMPLES = { intervalS: 0.25, memoryIntervalS: 0.25 };

const QUICK: Record<LaneName, Partial<LaneSettings>> = {
  footprint: { durationS: 8, ...FAST_SAMPLES, repeats: 3 },
  scaling: { durationS: 4, ...FAST_SAMPLES, repeats: 2, entities: [10, 40, 80, 150, 250] },
  sweep: { durationS: 5, ...FAST_SAMPLES },
  load: { durationS: 5, ...FAST_SAMPLES, repeats: 2 },
  fault: { faults: [1, 4, 16], preS: 3, windowS: 10, repeats: 1 },
  churn: { durationS: 60, intervalS: 0.5, memoryIntervalS: 0.5, repeats: 1, cycleHoldS: 2.5 },
  heap: { durationS: 60, intervalS: 0.5, memoryIntervalS: 0.5, heaptrackS: 10 },
  memcheck: { settleS: 5 },
  attribute: { durationS: 5, ...FAST_SAMPLES },
  ab: { durationS: 5, ...FAST_SAMPLES, repeats: 5 },
  aa: { durationS: 5, ...FAST_SAMPLES, repeats: 5 },
  calibrate: {},
};

/** Lanes this program has. */
export type LaneName =
  | 'footprint'
  | 'scaling'
  | 'sweep'
  | 'load'
  | 'fault'
  | 'churn'
  | 'heap'
  | 'memcheck'
  | 'attribute'
  | 'ab'
  | 'aa'
  | 'calibrate';

/** A lane's defaults, or its short preset for demos and CI. */
export function laneDefaults(lane: LaneName, quick: boolean): LaneSettings {
  return { ...COMMON, ...FULL[lane], ...(quick ? { quick: true, ...QUICK[lane] } : {}) };
}

/** The warm-up gate: five polls two seconds apart, at most three minutes; shorter in a quick run. */
export function warmupSettings(quick: boolean): WarmupSettings {
  return quick
    ? { timeoutS: 30, pollS: 0.5, slopePolls: 5, countPolls: 3, maxSlopeKibPerS: 5 }
    : { timeoutS: 180, pollS: 2, slopePolls: 5, countPolls: 3, maxSlopeKibPerS: 5 };
}

/** Under a profiler memory need not come to rest, only the graph: not as long. */
export function profilerWarmup(quick: boolean): WarmupSettings {
  return { ...warmupSettings(quick), timeoutS: quick ? 5 : 60 };
}
