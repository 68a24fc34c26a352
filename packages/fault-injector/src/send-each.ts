import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.js';
import type { BurstRequest, FaultSender, Injection, SingleSender } from './injection.js';
import { InjectionError } from './injection.js';

/** A burst out of single reports: each starts at its own time, none waits for another. */
export function sendEach(single: SingleSender): FaultSender {
  return {
    prepare: () => Promise.resolve(),
    burst: (request) => sendAll(single, request),
    clear: (codes) => clearEach(single, codes),
    close: () => Promise.resolve(),
  };
}

async function sendAll(single: SingleSender, request: BurstRequest): Promise<Injection[]> {
  const { faults, paceS, signal } = request;
  const firstMs = performance.now();
  const injections = faults.map(async (fault, i) => {
    if (paceS > 0) await delay(firstMs + i * paceS * 1000 - performance.now(), undefined, { signal });
    return sendOne(single, fault, signal);
  });
  const settled = await Promise.allSettled(injections);
  signal.throwIfAborted();
  return settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
}

async function sendOne(single: SingleSender, fault: Fault, signal: AbortSignal): Promise<Injection> {
  const { code } = fault;
  const calledMs = performance.now();
  try {
    const { startMs = calledMs } = await single.send(fault, signal);
    return { code, startMs, endMs: performance.now(), error: null };
  } catch (error) {
    const startMs = (error instanceof InjectionError ? error.startMs : undefined) ?? calledMs;
    return { code, startMs, endMs: performance.now(), error: messageOf(error) };
  }
}

/** At most this many at a time: taking back is no burst. */
const CLEAR_CONCURRENCY = 4;

async function clearEach(
  single: SingleSender,
  codes: readonly string[],
): Promise<{ code: string; error: string }[]> {
  const { clear } = single;
  if (!clear) return codes.map((code) => ({ code, error: 'there is no way to take it back' }));
  const failed: { code: string; error: string }[] = [];
  const left = [...codes];
  const worker = async (): Promise<void> => {
    for (let code = left.shift(); code !== undefined; code = left.shift()) {
      const here = code;
      await clear(here).catch((error: unknown) => failed.push({ code: here, error: messageOf(error) }));
    }
  };
  await Promise.all(Array.from({ length: CLEAR_CONCURRENCY }, worker));
  return failed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
