import type { EventSourceMessage } from 'eventsource-parser';
import Client from 'undici/lib/dispatcher/client.js';
import type { Dispatcher } from 'undici';
import type { LookupSettings } from './bounded-get.js';
import { EventGaps } from './event-gaps.js';
import { eventTimeMs } from './event-time.js';
import { errorKindOf } from './outcome.js';
import { SseReader } from './sse-reader.js';
import type { SseTally } from './sse-tally.js';

/** Waits between attempts: the server's `retry:` or a second, doubled per failure in a row up to half a minute. */
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;
/** Read at most this much of a stream per slice; the rest waits in the socket and slows the sender. */
const SLICE_MS = 100;
const SLICE_BYTES = 512 * 1024;
/** Events whose timestamp is read per slice: parsing JSON is what a flood would make expensive. */
const SLICE_TIMED_EVENTS = 100;

/**
 * One event stream, held open and reopened with `Last-Event-ID` when the server ends it. A stream that
 * was never accepted is not asked for again: that is what a refusal means to an EventSource.
 */
export class SseStream {
  readonly #settings: LookupSettings;
  readonly #path: string;
  readonly #tally: SseTally;
  readonly #gaps = new EventGaps();
  #client: Client | null = null;
  #retryTimer: NodeJS.Timeout | null = null;
  #retryMs = FIRST_RETRY_MS;
  #failures = 0;
  #lastEventId: string | null = null;
  #everOpen = false;
  #closed = false;
  open = false;

  constructor(settings: LookupSettings, path: string, tally: SseTally) {
    this.#settings = settings;
    this.#path = path;
    this.#tally = tally;
  }

  connect(): void {
    this.#retryTimer = null;
    const { origin, connect, timeoutMs, headers } = this.#settings;
    const client = new Client(origin, {
      connect: { ...connect, timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: 0,
    });
    this.#client = client;
    client.dispatch(
      {
        path: this.#path,
        method: 'GET',
        headers: {
          ...headers,
          accept: 'text/event-stream',
          ...(this.#lastEventId === null ? {} : { 'last-event-id': this.#lastEventId }),
        },
      },
      this.#handler(client),
    );
  }

  close(): void {
    this.#closed = true;
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#drop();
  }

  #handler(client: Client): Dispatcher.DispatchHandler {
    const flow = new FlowLimit(this.#tally);
    let reader: SseReader | null = null;
    let openedMs = 0;
    return {
      onRequestStart: () => undefined,
      onResponseStart: (_controller, status, headers) => {
        const refusal = refusalOf(status, headers);
        if (refusal !== null) {
          this.#ended(client, refusal);
          return;
        }
        openedMs = Date.now();
        this.#accepted();
        reader = new SseReader({
          onEvent: (event) => this.#event(event, openedMs, flow),
          onComment: () => (this.#tally.keepalives += 1),
          onRetry: (ms) => (this.#retryMs = Math.min(Math.max(ms, 10), LONGEST_RETRY_MS)),
        });
      },
      onResponseData: (controller, chunk) => {
        if (reader === null || this.#client !== client) return;
        this.#tally.bytes += chunk.length;
        if (!reader.feed(chunk)) this.#ended(client, 'event-too-large');
        else flow.took(chunk.length, controller);
      },
      onResponseEnd: () => this.#ended(client, 'ended'),
      onResponseError: (_controller, error) => this.#ended(client, errorKindOf(error)),
    };
  }

  #accepted(): void {
    this.open = true;
    this.#failures = 0;
    if (this.#everOpen) this.#tally.reconnects += 1;
    else this.#tally.opened += 1;
    this.#everOpen = true;
  }

  #event(event: EventSourceMessage, openedMs: number, flow: FlowLimit): void {
    this.#tally.event(event.event ?? 'message');
    if (event.id !== undefined && event.id !== '' && /^[\x20-\x7e]{1,256}$/.test(event.id))
      this.#lastEventId = event.id;
    if (event.id !== undefined) this.#tally.missedBefore(this.#gaps.missedBefore(event.id));
    if (!flow.mayTime()) return;
    const now = Date.now();
    const at = eventTimeMs(event.data);
    if (at !== null) this.#tally.delivered(now - at, now - openedMs);
  }

  #ended(client: Client, reason: string): void {
    // Dropping a client makes it report an error of its own, which is no second ending.
    if (this.#closed || this.#client !== client) return;
    const wasOpen = this.open;
    this.#drop();
    if (wasOpen) this.#tally.disconnectedFor(reason);
    if (!this.#everOpen) {
      this.#tally.refusedFor(reason);
      return;
    }
    const wait = Math.min(this.#retryMs * 2 ** this.#failures, LONGEST_RETRY_MS);
    if (!wasOpen || reason === 'event-too-large') this.#failures += 1;
    this.#retryTimer = setTimeout(() => this.connect(), wait);
  }

  #drop(): void {
    this.open = false;
    const client = this.#client;
    this.#client = null;
    void client?.destroy().catch(() => undefined);
  }
}

/** Holds a flooding stream to a pace that leaves the generator its schedule. */
class FlowLimit {
  readonly #tally: SseTally;
  #sliceEndMs = 0;
  #bytes = 0;
  #timed = 0;

  constructor(tally: SseTally) {
    this.#tally = tally;
  }

  took(bytes: number, controller: Dispatcher.DispatchController): void {
    this.#turn();
    this.#bytes += bytes;
    if (this.#bytes < SLICE_BYTES || controller.paused || controller.aborted) return;
    this.#tally.throttled += 1;
    controller.pause();
    setTimeout(() => {
      if (!controller.aborted) controller.resume();
    }, SLICE_MS).unref();
  }

  mayTime(): boolean {
    this.#turn();
    this.#timed += 1;
    return this.#timed <= SLICE_TIMED_EVENTS;
  }

  #turn(): void {
    const now = Date.now();
    if (now < this.#sliceEndMs) return;
    this.#sliceEndMs = now + SLICE_MS;
    this.#bytes = 0;
    this.#timed = 0;
  }
}

function refusalOf(status: number, headers: Record<string, string | string[] | undefined>): string | null {
  if (status !== 200) return String(status);
  const type = String(headers['content-type'] ?? '');
  return type.toLowerCase().startsWith('text/event-stream') ? null : 'not-an-event-stream';
}
