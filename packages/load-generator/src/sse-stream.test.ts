import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it, vi } from 'vitest';
import { httpServer, json } from '../test/servers.js';
import { SseStream } from './sse-stream.js';
import { SseTally } from './sse-tally.js';

type Serve = (response: ServerResponse, request: IncomingMessage, nth: number) => void;

function open(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
}

function event(id: number, atMs: number): string {
  return `id: ${id}\nevent: fault_confirmed\ndata: ${JSON.stringify({ timestamp: atMs / 1000 })}\n\n`;
}

/** Opens one stream against `serve`, waits until `until` holds, and closes it. */
async function watch(
  serve: Serve,
  until: (tally: SseTally, stream: SseStream) => boolean,
  timeoutMs = 5000,
): Promise<SseTally> {
  let nth = 0;
  const { url } = await httpServer((request, response) => {
    nth += 1;
    response.on('error', () => undefined);
    serve(response, request, nth);
  });
  const tally = new SseTally();
  const stream = new SseStream({ origin: url, headers: {}, connect: {}, timeoutMs }, '/faults/stream', tally);
  stream.connect();
  try {
    await vi.waitUntil(() => until(tally, stream), { timeout: 20_000, interval: 10 });
  } finally {
    stream.close();
  }
  return tally;
}

describe('SseStream', () => {
  it('counts events, types, keepalives, and how late they arrive', async () => {
    const tally = await watch(
      (response) => {
        open(response);
        // Half a second after opening, so that an event 200 ms old is no replay.
        setTimeout(() => response.write(`:keepalive\n\n${event(1, Date.now() - 200)}`), 500);
      },
      (seen) => seen.events === 1,
    );
    const result = tally.result(1, 1);
    expect(result).toMatchObject({ streams_opened: 1, streams_refused: 0, keepalive_count: 1 });
    expect(result.events_by_type).toEqual({ fault_confirmed: 1 });
    expect(result.delivery).toMatchObject({ count: 1 });
    expect(result.delivery.p50_ms).toBeGreaterThanOrEqual(199);
  });

  it('keeps replayed events and events from the future out of the delivery times', async () => {
    const tally = await watch(
      (response) => {
        open(response);
        response.write(event(1, Date.now() - 3_600_000) + event(2, Date.now() + 3_600_000));
      },
      (seen) => seen.events === 2,
    );
    expect(tally.result(1, 1)).toMatchObject({
      replayed_count: 1,
      clock_ahead_count: 1,
      delivery: { count: 0, p50_ms: null },
    });
  });

  it('is refused once and does not ask again', async () => {
    let asked = 0;
    const tally = await watch(
      (response) => {
        asked += 1;
        json(response, {}, 503);
      },
      (seen) => seen.refused === 1,
    );
    expect(tally.result(1, 0)).toMatchObject({
      streams_opened: 0,
      streams_refused: 1,
      refused_by: { '503': 1 },
    });
    expect(asked).toBe(1);
  });

  it('does not take any 200 for a stream', async () => {
    const tally = await watch(
      (response) => json(response, {}),
      (seen) => seen.refused === 1,
    );
    expect(tally.result(1, 0).refused_by).toEqual({ 'not-an-event-stream': 1 });
  });

  it('counts a stream whose headers never come as refused', async () => {
    const tally = await watch(
      () => undefined,
      (seen) => seen.refused === 1,
      300,
    );
    expect(tally.result(1, 0).refused_by).toEqual({ timeout: 1 });
  });

  it('stays open on a stream that never sends', async () => {
    const tally = await watch(open, (_seen, stream) => stream.open);
    expect(tally.result(1, 1)).toMatchObject({
      streams_opened: 1,
      event_count: 0,
      delivery: { p50_ms: null },
    });
  });

  it('comes back after the last event it saw, at the pace the server asks for', async () => {
    const lastIds: unknown[] = [];
    const tally = await watch(
      (response, request, nth) => {
        lastIds.push(request.headers['last-event-id']);
        open(response);
        response.write(`retry: 20\n\n${event(nth, Date.now())}`);
        if (nth < 3) setTimeout(() => response.destroy(), 20);
      },
      (seen) => seen.events === 3,
    );
    expect(lastIds).toEqual([undefined, '1', '2']);
    expect(tally.result(1, 1)).toMatchObject({
      streams_opened: 1,
      reconnect_count: 2,
      disconnects_by: { closed: 2 },
    });
  });

  it('makes a flood wait instead of drowning in it', async () => {
    const block = Buffer.from(event(1, Date.now()).repeat(500));
    let sent = 0;
    const tally = await watch(
      (response) => {
        open(response);
        const pump = (): void => {
          do sent += block.length;
          while (!response.destroyed && response.write(block));
        };
        response.on('drain', pump);
        pump();
      },
      (seen) => seen.throttled >= 3,
    );
    expect(tally.events).toBeGreaterThan(1000);
    // What was sent and not read waits in bounded buffers of the two sockets.
    expect(sent - tally.bytes).toBeLessThan(32 * 1024 * 1024);
    expect(tally.result(1, 1).delivery.count + tally.replayed).toBeLessThanOrEqual(tally.events);
  });

  it('drops a stream whose event never ends', async () => {
    const tally = await watch(
      (response) => {
        open(response);
        const pump = (): void => {
          while (!response.destroyed && response.write(`data: ${'x'.repeat(65_536)}\n`));
        };
        response.on('drain', pump);
        pump();
      },
      (seen) => (seen.result(1, 0).disconnects_by['event-too-large'] ?? 0) === 1,
    );
    expect(tally.events).toBe(0);
  });
});
