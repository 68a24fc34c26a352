import type { ChurnReport } from '@medkit-bench/graph-generator';
import type { WatchResult } from '@medkit-bench/proc-sampler';
import type { GraphHostRecord } from '../graph/graph-gate.js';
import type { SampleColumns } from '../lanes/sample-columns.js';
import type { LibrarySharers } from '../place/library-sharers.js';
import type { BurstOutcome } from './burst.js';
import type { CyclesReport } from './cycle-activity.js';
import type { Profiled } from './read-recording.js';
import type { ToolPlan } from './wrap-target.js';

/** One fresh instance to be warmed up and watched for one window. */
export interface CellPlan {
  /** Folder name of the cell, unique in its lane. */
  id: string;
  /** For people: `250 apps, 1000 ms, repeat 2`. */
  label: string;
  /** From 1. */
  repeat: number;
  /** Entities asked for; null when the profile's own graph is taken as it is. */
  entities: number | null;
  refreshMs: number | null;
  /** Parameter overrides, laid over the profile's. */
  params: Record<string, unknown>;
  windowS: number;
  intervalS: number;
  memoryIntervalS: number;
  warmup: WarmupSettings;
  /** Load sent from warm-up to the end of the window. */
  load: 'light' | 'heavy' | null;
  /** Requests a second in all, where the level's own rate will not do. */
  loadRatePerS?: number;
  /** Whether clients keep their connections. */
  connections: 'keep-alive' | 'new';
  /** Setting, level, mode or phase that this cell stands for; null where there is only one. */
  group: string | null;
  /** A burst of faults within the window. */
  burst: BurstPlan | null;
  /** Change of the graph during the window. */
  churn: ChurnPlan | null;
  /** Growing and shrinking of the graph during the window. */
  cycles: CyclesPlan | null;
  /** From this window time on, the trend of memory is judged; null where none is asked for. */
  trendFromS: number | null;
  /** Profiler that the target is started under; null: none, as everywhere figures are taken. */
  tool: ToolPlan | null;
}

/** A burst of faults at a moment of the window. */
export interface BurstPlan {
  mode: string;
  count: number;
  /** Window time of the first injection. */
  atS: number;
}

/** Nodes that go and come while the size of the graph stays. */
export interface ChurnPlan {
  everyS: number;
  count: number;
}

/** The graph is grown and shrunk back, over and over; each state is held for a while. */
export interface CyclesPlan {
  count: number;
  /** Nodes that come and go in each cycle, always the same ones. */
  growBy: number;
  holdS: number;
}

/** When a target counts as warmed up (see {@link WarmupGate}). */
export interface WarmupSettings {
  timeoutS: number;
  pollS: number;
  /** Polls whose slope is judged. */
  slopePolls: number;
  /** Polls whose entity count must be equal. */
  countPolls: number;
  maxSlopeKibPerS: number;
}

export interface WarmupOutcome {
  converged: boolean;
  duration_s: number;
  reason: string;
}

/** What was seen of one subject process; its samples are in the cell's folder. */
export interface WatchedSubject {
  name: string;
  pid: number;
  window: Omit<WatchResult, 'samples'>;
  threads: { name: string; count: number }[];
}

/** What was gathered of one subject process. */
export interface SubjectData extends WatchedSubject {
  /** Of its window. */
  samples: SampleColumns;
}

/** Everything a cell gathered; arithmetic comes later. */
export interface CellData<Gathered = SubjectData> {
  warmup: WarmupOutcome;
  entityCount: number | null;
  entityCountAfter: number | null;
  paramsInForce: Record<string, unknown> | null;
  subjects: Gathered[];
  target: Record<string, unknown>;
  load: Record<string, unknown> | null;
  burst: BurstOutcome | null;
  churn: ChurnReport | null;
  cycles: CyclesReport | null;
  /** What hosted the graph; null for a profile without one. */
  graphHost: GraphHostRecord | null;
  /** Who else on the host maps the target's libraries; null: it cannot be told. */
  librarySharers: LibrarySharers | null;
  /** CPU-cores this program itself used during the window. */
  ownCpuCores: number | null;
  /** What the profiler recorded. */
  profiled: Profiled | null;
}
