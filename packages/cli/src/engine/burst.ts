import { setTimeout as delay } from 'node:timers/promises';
import type { Injection } from '@medkit-bench/fault-injector';
import { confirmedIn, summariseBurst } from '@medkit-bench/fault-injector';
import type { FaultsSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import { countAt } from '../graph/count-entities.js';
import { httpGet } from '../net/http-get.js';
import { messageOf } from '../errors.js';
import type { BurstPlan } from './cell.js';

/** What can inject faults. */
export interface Injector {
  /** Gets ready, so that a burst is quick when it is due. */
  prepare(): Promise<void>;
  /** Injects `count` faults at once; never throws for a fault that failed. */
  burst(count: number, signal: AbortSignal): Promise<Injection[]>;
  /** Takes faults back as far as the target lets us. */
  clear(codes: readonly string[]): Promise<void>;
  /** Ends what it kept running. */
  close(): Promise<void>;
}

export interface BurstInjection {
  code: string;
  start_s: number;
  end_s: number | null;
  ok: boolean;
  error: string | null;
  /** Whether the target shows this fault as confirmed; null where it cannot be asked or names no codes. */
  confirmed: boolean | null;
}

/** A burst as it was sent; times are window time, seconds. */
export interface BurstOutcome {
  mode: string;
  count: number;
  t_s: number;
  injections: BurstInjection[];
  injected: number;
  /** Why the others failed, each reason with its count. */
  errors: { error: string; count: number }[];
  /** Faults the target itself shows as confirmed; null where it cannot be asked. */
  confirmed: number | null;
  /** Recordings the target kept; null where it cannot be asked. */
  recordings: number | null;
  /** Last start minus first start: whether the burst was a burst. */
  spread_ms: number | null;
}

export interface BurstOptions {
  plan: BurstPlan;
  injector: Injector;
  /** When the window began, on the clock of `performance.now()`. */
  windowStartMs: number;
  signal: AbortSignal;
}

/** Waits for its moment in the window, then injects. Sampling goes on meanwhile. */
export async function sendBurst(options: BurstOptions): Promise<BurstOutcome> {
  const { plan, injector, windowStartMs, signal } = options;
  const waitMs = windowStartMs + plan.atS * 1000 - performance.now();
  await delay(Math.max(0, waitMs), undefined, { signal });
  const faults = await injector.burst(plan.count, signal);
  const windowS = (ms: number): number => Math.round(ms - windowStartMs) / 1000;
  const starts = faults.map((fault) => fault.startMs);
  return {
    mode: plan.mode,
    count: plan.count,
    t_s: windowS(starts.length > 0 ? Math.min(...starts) : performance.now()),
    injections: faults.map(({ code, startMs, endMs, error }) => ({
      code,
      start_s: windowS(startMs),
      end_s: endMs === null ? null : windowS(endMs),
      ok: error === null,
      error,
      confirmed: null,
    })),
    injected: faults.filter((fault) => fault.error === null).length,
    errors: summariseBurst(faults, null).errors,
    confirmed: null,
    recordings: null,
    spread_ms:
      starts.length > 0 ? Math.round((Math.max(...starts) - Math.min(...starts)) * 1000) / 1000 : null,
  };
}

/** What the target itself counts after the burst: confirmed faults, which of ours they are, and kept recordings. */
export async function countOutcome(
  burst: BurstOutcome,
  spec: FaultsSpec,
  values: TemplateValues,
  signal: AbortSignal,
): Promise<BurstOutcome> {
  const ask = async (counter: FaultsSpec['confirmed'], where: string): Promise<Counted> => {
    if (!counter) return NOTHING_COUNTED;
    const url = fillTemplate(counter.url, values, where);
    const answer = await httpGet(url, { timeoutS: 10, signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      return { status: 0, body: messageOf(error) };
    });
    if (answer.status !== 200) return NOTHING_COUNTED;
    return { count: countAt(answer.body, counter.path), codes: new Set(confirmedIn(answer.body)) };
  };
  const confirmed = await ask(spec.confirmed, 'faults.confirmed.url');
  const recordings = await ask(spec.recordings, 'faults.recordings.url');
  // A list that shows faults and names no codes tells how many, not which.
  const named = confirmed.count === 0 || confirmed.codes.size > 0;
  return {
    ...burst,
    confirmed: confirmed.count,
    recordings: recordings.count,
    injections: burst.injections.map((one) => ({
      ...one,
      confirmed: confirmed.count === null || !named ? null : confirmed.codes.has(one.code),
    })),
  };
}

interface Counted {
  count: number | null;
  codes: ReadonlySet<string>;
}

const NOTHING_COUNTED: Counted = { count: null, codes: new Set() };
