import { setTimeout as delay } from 'node:timers/promises';
import { createParser } from 'eventsource-parser';
import { httpCall } from './http-call.js';

/** When a fault was seen as confirmed, by code; milliseconds of `performance.now()`. */
export type Confirmations = ReadonlyMap<string, number>;

export interface ConfirmOptions {
  /** Codes to wait for. */
  codes: readonly string[];
  timeoutS: number;
  signal: AbortSignal;
  /**
   * For a stream: what was seen before this, milliseconds of `performance.now()`, does not count. A gateway sends
   * its last events again to whoever opens a stream, those of an earlier burst with the same codes among them.
   */
  sinceMs?: number;
}

/**
 * Asks a list of faults until every code is in it or the time is up. The list shows a fault at the
 * latest one poll after it was confirmed.
 */
export async function pollConfirmed(
  listUrl: string,
  options: ConfirmOptions & { pollS?: number; headers?: Record<string, string> },
): Promise<Confirmations> {
  const { timeoutS, signal, pollS = 0.1, headers } = options;
  const seen = new Map<string, number>();
  const missing = new Set(options.codes);
  const deadlineMs = performance.now() + timeoutS * 1000;
  while (missing.size > 0 && performance.now() < deadlineMs) {
    const { body } = await httpCall({
      url: listUrl,
      method: 'GET',
      ...(headers ? { headers } : {}),
      timeoutS: 10,
      signal,
    });
    for (const code of confirmedIn(body)) {
      if (missing.delete(code)) seen.set(code, performance.now());
    }
    if (missing.size > 0) await delay(pollS * 1000, undefined, { signal });
  }
  return seen;
}

/** Codes that a gateway's fault list shows as confirmed. */
export function confirmedIn(body: string): string[] {
  try {
    const { items } = JSON.parse(body) as { items?: { fault_code?: string; status?: string }[] };
    return (items ?? []).flatMap(({ fault_code: code, status }) =>
      code !== undefined && (status === undefined || status === 'CONFIRMED') ? [code] : [],
    );
  } catch {
    return [];
  }
}

export interface ConfirmationWatch {
  /** Settles once the stream is open; rejects when the server refuses it. */
  opened: Promise<void>;
  /** What was seen once every code was, or the time was up. */
  wait(options: ConfirmOptions): Promise<Confirmations>;
  close(): void;
}

/** Reads a gateway's stream of fault events; must be open before the burst. */
export function watchConfirmed(streamUrl: string, headers: Record<string, string> = {}): ConfirmationWatch {
  const stop = new AbortController();
  const seen = new Map<string, number[]>();
  let wake = (): void => undefined;
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event !== undefined && event !== 'fault_confirmed') return;
      const code = codeOf(data);
      if (code !== null) seen.set(code, [...(seen.get(code) ?? []), performance.now()]);
      wake();
    },
  });
  const opened = openStream(streamUrl, headers, stop.signal).then((body) => {
    void pump(body, parser.feed.bind(parser)).catch(() => undefined);
  });
  opened.catch(() => undefined);
  return {
    opened,
    wait: async ({ codes, timeoutS, signal, sinceMs = 0 }) => {
      const at = (code: string): number | undefined => seen.get(code)?.find((ms) => ms >= sinceMs);
      let over = signal.aborted;
      const end = (): void => {
        over = true;
        wake();
      };
      // A timer of our own: the time limit of an AbortSignal within AbortSignal.any is lost when memory is collected.
      const timer = setTimeout(end, timeoutS * 1000);
      signal.addEventListener('abort', end, { once: true });
      try {
        while (codes.some((code) => at(code) === undefined) && !over) {
          await new Promise<void>((resolve) => (wake = resolve));
        }
      } finally {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
      }
      signal.throwIfAborted();
      return new Map(
        codes.flatMap((code): [string, number][] => {
          const ms = at(code);
          return ms === undefined ? [] : [[code, ms]];
        }),
      );
    },
    close: () => stop.abort(),
  };
}

async function openStream(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal });
  if (response.ok && response.body) return response.body;
  await response.body?.cancel();
  throw new Error(`${url} answered ${response.status}: the stream is not there for us`);
}

async function pump(body: ReadableStream<Uint8Array>, feed: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of body) feed(decoder.decode(chunk, { stream: true }));
}

function codeOf(data: string): string | null {
  try {
    const { fault } = JSON.parse(data) as { fault?: { fault_code?: unknown } };
    return typeof fault?.fault_code === 'string' ? fault.fault_code : null;
  } catch {
    return null;
  }
}
