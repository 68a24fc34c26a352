import { describe, expect, it } from 'vitest';
import { httpServer, json, pathOf } from '../test/servers.js';
import type { LoadOptions } from './load-options.js';
import { runLoad, startLoad } from './run-load.js';

const short = (url: string, more: Partial<LoadOptions> = {}): LoadOptions => ({
  baseUrl: url,
  rate: 100,
  workers: 4,
  durationS: 0.5,
  paths: ['/x'],
  ...more,
});

describe.concurrent('runLoad', () => {
  it('sends exactly the requests that are due and reuses connections', async () => {
    let served = 0;
    const { url } = await httpServer((_request, response) => {
      served += 1;
      json(response, {});
    });
    const result = await runLoad(short(url));
    expect(result).toMatchObject({ request_count: 50, success_count: 50, error_count: 0, error_rate: 0 });
    expect(served).toBe(50);
    expect(result.connections_opened).toBeLessThanOrEqual(4 + result.extra_connections);
    expect(result.p50_ms).toBeGreaterThan(0);
    expect(result.max_ms).toBeGreaterThanOrEqual(result.p99_ms!);
    expect(result.latency.service.count).toBe(50);
    expect(result.generator.cpu_s).toBeGreaterThan(0);
  });

  it('opens a connection for every request when asked, and keeps the two modes apart', async () => {
    const { url, connections } = await httpServer((_request, response) => json(response, {}));
    const before = connections();
    const result = await runLoad(short(url, { connections: 'both' }));
    const { keep_alive: reused, new: fresh } = result.by_connection!;
    expect(fresh.connections_opened).toBe(50);
    // Extra ones are for requests due while all four were busy: many where this process was held up.
    expect(reused.connections_opened).toBeLessThanOrEqual(4 + reused.extra_connections);
    // One more is the check that somebody listens.
    expect(connections() - before).toBe(fresh.connections_opened + reused.connections_opened + 1);
    expect(result).toMatchObject({ request_count: 100, p50_ms: null, max_ms: null, connections: 'both' });
    expect(reused.p50_ms).not.toBeNull();
  });

  it('keeps using a connection whose server gives it two idle seconds, and follows it when it closes', async () => {
    const perConnection = 5;
    const served = new Map<unknown, number>();
    const { url } = await httpServer((request, response) => {
      const count = (served.get(request.socket) ?? 0) + 1;
      served.set(request.socket, count);
      if (count === perConnection) response.setHeader('connection', 'close');
      else response.setHeader('keep-alive', 'timeout=2, max=5');
      json(response, {});
    });
    const result = await runLoad(short(url, { workers: 1, rate: 50 }));
    expect(result.error_count).toBe(0);
    expect(result.connections_opened).toBeLessThanOrEqual(25 / perConnection + result.extra_connections);
  });

  it('leaves warm-up requests out of every figure', async () => {
    let served = 0;
    const { url } = await httpServer((_request, response) => {
      served += 1;
      json(response, {}, served <= 30 ? 500 : 200);
    });
    const result = await runLoad(short(url, { warmupS: 0.3 }));
    expect(served).toBe(80);
    expect(result).toMatchObject({ request_count: 50, error_count: 0 });
    expect(result.timeline.map((row) => row.t_s)).toEqual([0]);
  });

  it('spreads requests over paths by weight and counts each path and status apart', async () => {
    const { url } = await httpServer((request, response) =>
      json(response, {}, pathOf(request) === '/b' ? 404 : 200),
    );
    const result = await runLoad(short(url, { paths: ['/a@3', '/b'], durationS: 0.4 }));
    expect(result.by_path['/a']).toMatchObject({ count: 30, error_count: 0 });
    expect(result.by_path['/b']).toMatchObject({ count: 10, error_count: 10 });
    expect(result.by_status['200']!.count).toBe(30);
    expect(result.by_status['404']!.count).toBe(10);
    expect(result.errors).toEqual({ status: 10 });
  });

  it('sends headers and the token, and keeps their values out of the result', async () => {
    const seen = new Set<string>();
    const { url } = await httpServer((request, response) => {
      seen.add(
        `${request.headers.authorization} ${request.headers['x-a']} ${request.headers['accept-encoding']}`,
      );
      json(response, {});
    });
    const result = await runLoad(short(url, { headers: { 'X-A': 'secret-a' }, authToken: 'secret-t' }));
    expect([...seen]).toEqual(['Bearer secret-t secret-a identity']);
    expect(result.header_names).toContain('authorization');
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  it('looks up what a level needs and says what it found', async () => {
    const { url } = await httpServer((request, response) => {
      const path = pathOf(request);
      if (!path.startsWith('/api/v1/')) return json(response, {}, 404);
      json(response, { items: [{ id: 'a' }] });
    });
    const result = await runLoad({ baseUrl: url, level: 'heavy', durationS: 0.2, sse: 0 });
    expect(result.base_url).toBe(`${url}/api/v1`);
    expect(result.data_endpoints).toEqual(['/apps/a/data']);
    expect(result).toMatchObject({ level: 'heavy', request_count: 64, error_count: 0 });
    expect(Object.keys(result.by_path)).toEqual(['/components', '/apps', '/areas', '/apps/a/data']);
  });
});

describe.concurrent('coordinated omission', () => {
  /** Serves at once, except that everything arriving within the stall waits for its end. */
  async function stalling(stallMs: number): Promise<string> {
    let endsAt = 0;
    const { url } = await httpServer((_request, response) => {
      endsAt ||= performance.now() + stallMs;
      setTimeout(() => json(response, {}), Math.max(0, endsAt - performance.now()));
    });
    return url;
  }

  it('charges a stall to every request that was due in it', async () => {
    const result = await runLoad(short(await stalling(400), { workers: 1, durationS: 0.8 }));
    // Due at 0, 10, 20 ... 390 ms of a 400 ms stall: those in its first half waited for over 190 ms.
    const over190 = result.latency_curve.filter(([, ms]) => ms > 190).map(([percent]) => percent);
    expect(over190).toContain(90);
    expect(result.max_ms).toBeGreaterThan(395);
    expect(result.peak_in_flight).toBeGreaterThanOrEqual(20);
  });

  it('shows what a closed loop does not see', async () => {
    const result = await runLoad(short(await stalling(400), { workers: 1, durationS: 0.8, loop: 'closed' }));
    expect(result.peak_in_flight).toBe(1);
    expect(result.request_count).toBeLessThan(50);
    expect(result.notes.join()).toMatch(/closed loop/);
  });

  it('queues what exceeds the limit in flight, counts it, and keeps the wait in the latency', async () => {
    const result = await runLoad(short(await stalling(400), { maxInFlight: 3 }));
    expect(result.request_count).toBe(50);
    expect(result.peak_in_flight).toBe(3);
    expect(result.queued_count).toBeGreaterThanOrEqual(20);
    expect(result.notes.join()).toMatch(/waited for the limit of 3/);
    expect(result.latency_curve.find(([percent]) => percent === 75)![1]).toBeGreaterThan(190);
    expect(result.latency.generator_lag.max_ms).toBeGreaterThan(190);
    expect(result.generator_bound).toBe(true);
  });
});

// Alone: it holds up everything else in this process.
describe('a generator that is held up', () => {
  it('charges the pause to its own lag', async () => {
    const { url } = await httpServer((_request, response) => json(response, {}));
    const running = startLoad(short(url));
    setTimeout(() => {
      const until = performance.now() + 200;
      while (performance.now() < until);
    }, 350);
    const result = await running.done;
    expect(result.request_count).toBe(50);
    expect(result.latency.generator_lag.max_ms).toBeGreaterThan(100);
    expect(result.generator_bound).toBe(true);
    expect(result.notes.join()).toMatch(/generator-bound/);
  });
});

describe.concurrent('ending early', () => {
  it('reports what was due until then', async () => {
    const { url } = await httpServer((_request, response) => json(response, {}));
    const running = startLoad(short(url, { durationS: 60 }));
    setTimeout(running.stop, 400);
    const result = await running.done;
    expect(result.ended_early).toBe(true);
    expect(result.request_count).toBeGreaterThan(0);
    expect(result.request_count).toBeLessThan(6000);
    expect(result).toMatchObject({ error_count: 0 });
    expect(result.window_s).toBeLessThan(30);
  });

  it.each(['open', 'closed'] as const)(
    'does not wait for answers that never come (%s loop)',
    async (loop) => {
      const { url } = await httpServer(() => undefined);
      const running = startLoad(short(url, { durationS: 60, timeoutS: 60, loop }));
      setTimeout(running.stop, 400);
      const result = await running.done;
      expect(result.request_count).toBeGreaterThan(0);
      expect(result.errors).toEqual({ unfinished: result.request_count });
      expect(result.error_rate).toBe(1);
    },
  );

  it('takes an abort signal, even one that came first', async () => {
    const { url } = await httpServer((_request, response) => json(response, {}));
    const result = await runLoad(short(url, { durationS: 60, signal: AbortSignal.abort() }));
    expect(result).toMatchObject({ ended_early: true, error_rate: null, p50_ms: null, request_count: 0 });
  });
});
