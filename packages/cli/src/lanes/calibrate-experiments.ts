import type { BurstPlan, CellPlan, ChurnPlan, WarmupSettings } from '../engine/cell.js';
import { warmupSettings } from './settings.js';

/** One cell of the calibration: what the reference gateway is told to cost. */
export interface Experiment {
  id: string;
  /** For people. */
  label: string;
  entities: number;
  windowS: number;
  /** Parameters below `reference.` with their values, and others in full. */
  params: Record<string, unknown>;
  /** Memory is judged as a trend from here on; null for none. */
  trendFromS: number | null;
  load: CellPlan['load'];
  /** Instead of the level's own rate. */
  loadRatePerS?: number;
  burst: BurstPlan | null;
  churn: ChurnPlan | null;
}

/** A known truth that `--mistake` makes the server deviate from, so that the table can be seen to fail. */
export const MISTAKES = ['ballast', 'cpu', 'threads', 'leak', 'entities', 'burst', 'delay'] as const;
export type Mistake = (typeof MISTAKES)[number];

/** What a mistake changes: five percent, or one thread. */
const DEVIATION = 1.05;

export const TRUTHS = {
  ballastMib: 192,
  baseMib: 16,
  entityBytes: 655_360,
  entities: 200,
  threads: 8,
  /** So fast that every step is a mapping of its own: smaller ones share the allocator's, which grows in jumps. */
  leakBytesPerS: 4_194_304,
  /** Growth at the largest size, whatever the exponent. */
  growthMib: 192,
  refreshMs: 100,
  /** Two captures at a time, so a burst of two peaks at both and lasts as long as one. */
  burstFaults: 2,
  captureMib: 32,
  captureS: 2,
  /** So long that the way there and back is lost in it. */
  delayMs: 100,
  /** Enough that no request waits for a worker. */
  workers: 16,
  /** Delays spread evenly by this much either way, for the tail. */
  delaySpreadMs: 50,
  /** The server stands still for the last second of every ten: a tenth of what was due then waits up to a second. */
  stallEveryS: 10,
  stallS: 1,
  /**
   * So seldom that what piles up is answered within 10 ms on a slow host, too. Each stall meets the schedule a quarter of a period later
   * than the last, so that together they tell waits of 5 ms apart.
   */
  stalledRatePerS: 50.025,
  /** More than pile up: who waits for a worker waits longer than the stall. */
  stalledWorkers: 512,
} as const;

/** Sizes at which what an entity itself takes is lost among the differences between fresh instances. */
const CONSTANT_SIZES = [10, 15, 20, 30, 40] as const;
/** Sizes that a growth law is fitted over. */
export const GROWTH_SIZES = { quick: [10, 60, 120, 190, 260], full: [10, 60, 120, 190, 260] } as const;
export const GROWTH_EXPONENTS = { quick: [1.5], full: [0, 0.5, 1, 1.5, 2] } as const;
export const CPU_CORES = { quick: [0.5], full: [0.05, 0.2, 0.5, 0.9, 1.5] } as const;
/** Leaks around the floor of the leak test, as multiples of it; for the full calibration. */
export const LEAK_MULTIPLES = [0, 3] as const;
/** Leaks under churn, as multiples of the floor. */
export const CHURN_MULTIPLES = [0, 4] as const;
export const CHURN: ChurnPlan = { everyS: 3, count: 5 };

const BASE = { base_ballast_mib: TRUTHS.baseMib, bytes_per_entity: 0, refresh_cpu_ms: 0 } as const;

/** Every cell of a calibration, in the order they run. */
export function experiments(quick: boolean, mistake: Mistake | null): Experiment[] {
  const off = (which: Mistake): number => (mistake === which ? DEVIATION : 1);
  const windowS = quick ? 2 : 6;
  return [
    // Fresh instances differ by some hundred KiB: the others are held against the middle of three.
    ...[1, 2, 3].map((trial) => still(`base-${trial}`, `nothing added, instance ${trial}`, { windowS })),
    still('ballast', `${TRUTHS.ballastMib} MiB more at base`, {
      windowS,
      params: { base_ballast_mib: TRUTHS.baseMib + TRUTHS.ballastMib * off('ballast') },
    }),
    still('many', `${TRUTHS.entities} entities that cost nothing`, { windowS, entities: TRUTHS.entities }),
    still('costly', `${TRUTHS.entities} entities of ${TRUTHS.entityBytes / 1024} KiB`, {
      windowS,
      entities: TRUTHS.entities,
      params: { bytes_per_entity: TRUTHS.entityBytes * off('entities') },
    }),
    still('threads', `${TRUTHS.threads} threads more`, {
      windowS,
      params: { extra_threads: TRUTHS.threads + (mistake === 'threads' ? 1 : 0) },
    }),
    ...cpuExperiments(quick, off('cpu')),
    still('leak', 'a leak far above the floor', {
      windowS: quick ? 10 : 30,
      trendFromS: 1,
      params: { leak_bytes_per_s: TRUTHS.leakBytesPerS * off('leak') },
    }),
    burst('burst', 'a burst that is given back', quick, { capture: off('burst'), retained: 0 }),
    still('delay', `answers that take ${TRUTHS.delayMs} ms`, {
      windowS: quick ? 5 : 20,
      load: 'light',
      params: { delay_ms: TRUTHS.delayMs * off('delay'), 'server.http_thread_pool_size': TRUTHS.workers },
    }),
    ...(quick ? [] : thoroughExperiments()),
    ...growthExperiments(quick),
  ];
}

/** What only a full calibration has time for. */
function thoroughExperiments(): Experiment[] {
  return [
    burst('burst-kept', 'a burst that is kept', false, { capture: 1, retained: 1 }),
    still('tail', 'answers that take evenly spread times', {
      windowS: 40,
      load: 'light',
      params: {
        delay_distribution: 'uniform',
        delay_ms: TRUTHS.delayMs,
        delay_spread: TRUTHS.delaySpreadMs,
        'server.http_thread_pool_size': TRUTHS.workers,
      },
    }),
    still('stalls', 'a server that stands still now and then', {
      windowS: 4 * TRUTHS.stallEveryS,
      load: 'light',
      loadRatePerS: TRUTHS.stalledRatePerS,
      params: {
        stall_every_s: TRUTHS.stallEveryS,
        stall_s: TRUTHS.stallS,
        'server.http_thread_pool_size': TRUTHS.stalledWorkers,
      },
    }),
    ...leakExperiments(),
    ...churnExperiments(),
  ];
}

const BURST_AT_S = 3;

function burst(
  id: string,
  label: string,
  quick: boolean,
  { capture, retained }: { capture: number; retained: number },
): Experiment {
  const captureBytes = Math.round(TRUTHS.captureMib * 1024 ** 2 * capture);
  return still(id, label, {
    windowS: BURST_AT_S + (quick ? 6 : 10),
    burst: { mode: 'data', count: TRUTHS.burstFaults, atS: BURST_AT_S },
    params: {
      capture_bytes: captureBytes,
      capture_duration_s: TRUTHS.captureS,
      capture_retain_bytes: captureBytes * retained,
    },
  });
}

function still(
  id: string,
  label: string,
  own: Partial<Omit<Experiment, 'params'>> & { windowS: number; params?: Record<string, unknown> },
): Experiment {
  const { params = {}, ...rest } = own;
  return {
    id,
    label,
    entities: 10,
    trendFromS: null,
    load: null,
    burst: null,
    churn: null,
    ...rest,
    params: reference({ ...BASE, ...params }),
  };
}

function reference(values: Record<string, unknown>): Record<string, unknown> {
  const inFull = (name: string): string => (name.includes('.') ? name : `reference.${name}`);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [inFull(name), value]));
}

function cpuExperiments(quick: boolean, off: number): Experiment[] {
  return CPU_CORES[quick ? 'quick' : 'full'].map((cores) =>
    still(`cpu-${cores}`, `${cores} cores`, {
      windowS: quick ? 6 : 15,
      params: { cpu_cores: cores * off },
    }),
  );
}

function leakExperiments(): Experiment[] {
  return LEAK_MULTIPLES.flatMap((multiple) =>
    [1, 2, 3].map((trial) =>
      still(`leak-${multiple}x-${trial}`, `a leak of ${multiple} times the floor, trial ${trial}`, {
        windowS: 75,
        trendFromS: 5,
        params: { leak_bytes_per_s: multiple * 2000 },
      }),
    ),
  );
}

function churnExperiments(): Experiment[] {
  return CHURN_MULTIPLES.map((multiple) =>
    still(`churn-${multiple}x`, `churn that leaks ${multiple} times the floor`, {
      windowS: 90,
      trendFromS: 5,
      churn: CHURN,
      // A node that goes and one that comes are two changes.
      params: { leak_bytes_per_change: (multiple * 2000 * CHURN.everyS) / (2 * CHURN.count) },
    }),
  );
}

function growthExperiments(quick: boolean): Experiment[] {
  const growing = GROWTH_SIZES[quick ? 'quick' : 'full'];
  const largest = growing.at(-1) ?? 1;
  return GROWTH_EXPONENTS[quick ? 'quick' : 'full'].flatMap((exponent) =>
    (exponent === 0 ? CONSTANT_SIZES : growing).flatMap((entities) =>
      (quick ? [1] : [1, 2]).map((repeat) =>
        still(
          `growth-${exponent}-${entities}-${repeat}`,
          `growth of exponent ${exponent}, ${entities} entities`,
          {
            windowS: quick ? 2 : 3,
            entities,
            params:
              exponent === 0
                ? {}
                : {
                    entity_exponent: exponent,
                    bytes_per_entity: (TRUTHS.growthMib * 1024 ** 2) / (largest + 1) ** exponent,
                  },
          },
        ),
      ),
    ),
  );
}

// The reference gateway settles as it starts; under requests or with a leak it does not, and no figure needs it to.
const WARMUP: WarmupSettings = { ...warmupSettings(true), pollS: 0.3 };

/** What the experiment's cell differs in from the lane's ordinary one. */
export function experimentCell(
  experiment: Experiment,
): Partial<CellPlan> & Pick<CellPlan, 'id' | 'label' | 'repeat' | 'group'> {
  const { id, label, entities, windowS, trendFromS, load, loadRatePerS, burst: faults, churn } = experiment;
  return {
    warmup: trendFromS === null && load === null ? WARMUP : { ...WARMUP, timeoutS: 3 },
    id,
    label,
    repeat: 1,
    group: id,
    entities,
    windowS,
    trendFromS,
    load,
    ...(loadRatePerS === undefined ? {} : { loadRatePerS }),
    burst: faults,
    churn,
    refreshMs: TRUTHS.refreshMs,
    intervalS: 0.2,
    memoryIntervalS: 0.2,
  };
}
