import type { CellPlan, WarmupSettings } from '../engine/cell.js';
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
}

/** A known truth that `--mistake` makes the server deviate from, so that the table can be seen to fail. */
export const MISTAKES = ['ballast', 'cpu', 'threads', 'leak', 'entities'] as const;
export type Mistake = (typeof MISTAKES)[number];

/** What a mistake changes: five percent, or one thread. */
const DEVIATION = 1.05;

export const TRUTHS = {
  ballastMib: 192,
  baseMib: 16,
  entityBytes: 327_680,
  entities: 200,
  threads: 8,
  /** So fast that every step is a mapping of its own: smaller ones share the allocator's, which grows in jumps. */
  leakBytesPerS: 2_097_152,
  /** Growth at the largest size, whatever the exponent. */
  growthMib: 48,
  refreshMs: 100,
} as const;

/** Sizes that a growth law is fitted over. */
export const GROWTH_SIZES = { quick: [10, 60, 120, 190, 260], full: [10, 30, 60, 100, 150, 250] } as const;
export const GROWTH_EXPONENTS = { quick: [1.5], full: [0, 0.5, 1, 1.5, 2] } as const;
export const CPU_CORES = { quick: [0.5], full: [0.05, 0.2, 0.5, 0.9] } as const;
/** Leaks around the floor of the leak test, as multiples of it; for the full calibration. */
export const LEAK_MULTIPLES = [0, 2, 3] as const;

const BASE = { base_ballast_mib: TRUTHS.baseMib, bytes_per_entity: 0, refresh_cpu_ms: 0 } as const;

/** Every cell of a calibration, in the order they run. */
export function experiments(quick: boolean, mistake: Mistake | null): Experiment[] {
  const off = (which: Mistake): number => (mistake === which ? DEVIATION : 1);
  const windowS = quick ? 2 : 20;
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
      windowS: quick ? 12 : 60,
      trendFromS: 1,
      params: { leak_bytes_per_s: TRUTHS.leakBytesPerS * off('leak') },
    }),
    ...(quick ? [] : leakExperiments()),
    ...growthExperiments(quick),
  ];
}

function still(
  id: string,
  label: string,
  own: Partial<Omit<Experiment, 'params'>> & { windowS: number; params?: Record<string, unknown> },
): Experiment {
  const { params = {}, ...rest } = own;
  return { id, label, entities: 10, trendFromS: null, ...rest, params: reference({ ...BASE, ...params }) };
}

function reference(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`reference.${name}`, value]));
}

function cpuExperiments(quick: boolean, off: number): Experiment[] {
  return CPU_CORES[quick ? 'quick' : 'full'].map((cores) =>
    still(`cpu-${cores}`, `${cores} cores`, {
      windowS: quick ? 8 : 30,
      params: { refresh_cpu_ms: cores * TRUTHS.refreshMs * off },
    }),
  );
}

function leakExperiments(): Experiment[] {
  return LEAK_MULTIPLES.flatMap((multiple) =>
    [1, 2, 3].map((trial) =>
      still(`leak-${multiple}x-${trial}`, `a leak of ${multiple} times the floor, trial ${trial}`, {
        windowS: 120,
        trendFromS: 5,
        params: { leak_bytes_per_s: multiple * 2000 },
      }),
    ),
  );
}

function growthExperiments(quick: boolean): Experiment[] {
  const sizes = GROWTH_SIZES[quick ? 'quick' : 'full'];
  const largest = sizes.at(-1) ?? 1;
  return GROWTH_EXPONENTS[quick ? 'quick' : 'full'].flatMap((exponent) =>
    sizes.flatMap((entities) =>
      (quick ? [1] : [1, 2]).map((repeat) =>
        still(
          `growth-${exponent}-${entities}-${repeat}`,
          `growth of exponent ${exponent}, ${entities} entities`,
          {
            windowS: quick ? 2 : 10,
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

// The reference gateway settles as it starts; what leaks does not settle, and waiting for it would only take time.
const WARMUP: WarmupSettings = { ...warmupSettings(true), pollS: 0.3 };

/** What the experiment's cell differs in from the lane's ordinary one. */
export function experimentCell(
  experiment: Experiment,
): Partial<CellPlan> & Pick<CellPlan, 'id' | 'label' | 'repeat' | 'group'> {
  const { id, label, entities, windowS, trendFromS } = experiment;
  return {
    warmup: trendFromS === null ? WARMUP : { ...WARMUP, timeoutS: 3 },
    id,
    label,
    repeat: 1,
    group: id,
    entities,
    windowS,
    trendFromS,
    refreshMs: TRUTHS.refreshMs,
    intervalS: 0.2,
    memoryIntervalS: 0.2,
  };
}
