import type { CellPlan } from '../src/engine/cell.js';
import type { CellRecord } from '../src/lanes/cell-record.js';
import { churnLane } from '../src/lanes/churn.js';
import type { LaneSettings } from '../src/lanes/settings.js';
import { laneDefaults } from '../src/lanes/settings.js';
import { SampleColumns } from '../src/lanes/sample-columns.js';
import { LEAK_FLOOR_B_S, trendOf } from '../src/lanes/trend.js';
import type { Profile } from '../src/profile/schema.js';
import { cellRecord } from './cell-record.js';

/** What the memory of a simulated target does under churn. */
export const CHURN_TRUTHS = ['leak', 'none', 'cache', 'capped', 'short'] as const;

export type ChurnTruth = (typeof CHURN_TRUTHS)[number];

/** The verdict that each truth must be given. */
export const RIGHT: Readonly<Record<ChurnTruth, string>> = {
  leak: 'LEAK',
  none: 'PASS',
  cache: 'PASS',
  capped: 'PASS',
  short: 'INDETERMINATE',
};

const PAGE_KIB = 4;
const BASE_KIB = 50 * 1024;
/** The next reading keeps this share of the last one's deviation. */
const MEMORY_OF_NOISE = 0.6;
/** Twice what counts as a leak. */
const LEAK_B_S = 2 * LEAK_FLOOR_B_S;
/** Where it is not the lane's own: too short on purpose, or long enough for what is left after the cap. */
const DURATION: Partial<Record<ChurnTruth, { durationS: number }>> = {
  short: { durationS: 60 },
  capped: { durationS: 1200 },
};
const NAMES = 2000;
const BYTES_PER_NAME = 2048;

/**
 * Runs the churn lane's own plan and summary over simulated memory and gives its verdict.
 *
 * @param noiseKib standard deviation of a reading
 */
export function simulatedVerdict(truth: ChurnTruth, seed: number, noiseKib: number): string {
  const settings: LaneSettings = {
    ...laneDefaults('churn', false),
    ...DURATION[truth],
  };
  const profile = profileOf(truth);
  const random = uniform(seed);
  // Of 20 to 75 s: at most a sixth of the judged part of the window.
  const fillS = 20 + 55 * random();
  const cells = churnLane.plan(settings, profile).map((plan) => {
    const kib = (t: number): number => (plan.churn ? grownKib(truth, t, fillS, settings) : 0);
    return recordOf(plan, readings(plan, kib, noiseKib, random));
  });
  return churnLane.summarise(cells, settings, profile).verdict;
}

function profileOf(truth: ChurnTruth): Profile {
  return {
    name: 'simulated',
    graph: { kind: 'reference-gateway', base_url: 'http://127.0.0.1:1' },
    ...(truth === 'capped' ? { churn: { remembered_names: NAMES } } : {}),
  } as Profile;
}

/** Memory that changes of the graph have added after `t` seconds. */
function grownKib(truth: ChurnTruth, t: number, fillS: number, settings: LaneSettings): number {
  switch (truth) {
    case 'none':
      return 0;
    case 'cache':
      return 20 * 1024 * (1 - Math.exp(-t / fillS));
    case 'capped': {
      const names = Math.min(NAMES, Math.floor(t / settings.churnSec) * settings.churnCount);
      return (names * BYTES_PER_NAME) / 1024;
    }
    case 'leak':
    case 'short':
      return (LEAK_B_S * t) / 1024;
  }
}

function readings(
  plan: CellPlan,
  grown: (t: number) => number,
  noiseKib: number,
  random: () => number,
): SampleColumns {
  const innovation = noiseKib * Math.sqrt(1 - MEMORY_OF_NOISE ** 2);
  let deviation = noiseKib * normal(random);
  const all = Array.from({ length: Math.floor(plan.windowS / plan.memoryIntervalS) + 1 }, (_, k) => {
    const t = k * plan.memoryIntervalS;
    if (k > 0) deviation = MEMORY_OF_NOISE * deviation + innovation * normal(random);
    const kib = Math.round((BASE_KIB + grown(t) + deviation) / PAGE_KIB) * PAGE_KIB;
    return { t_s: t, anonymous_kib: kib };
  });
  return SampleColumns.of(all);
}

function recordOf(plan: CellPlan, samples: SampleColumns): CellRecord {
  const steps = plan.churn ? Math.floor(plan.windowS / plan.churn.everyS) : 0;
  return cellRecord({
    id: plan.id,
    label: plan.label,
    repeat: plan.repeat,
    group: plan.group,
    trend: trendOf(samples, plan.trendFromS ?? 0),
    churn: plan.churn && {
      every_s: plan.churn.everyS,
      count: plan.churn.count,
      window_s: plan.windowS,
      steps_asked: steps,
      steps_applied: steps,
      nodes_recycled: steps * plan.churn.count,
      failures: [],
      max_lag_s: 0,
      mean_lag_s: 0,
    },
  });
}

/** A linear congruential generator (Numerical Recipes), in (0, 1). */
function uniform(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

// Box and Muller 1958.
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
}
