import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runLoad } from '@medkit-bench/load-generator';
import { planFaults, scriptsSender, watchConfirmed } from '@medkit-bench/fault-injector';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LiveTarget } from '../src/engine/bring-up.js';
import { countOutcome, sendBurst } from '../src/engine/burst.js';
import { checkParams } from '../src/engine/check-params.js';
import { discoverPaths } from '../src/engine/discover-paths.js';
import { profileInjector } from '../src/engine/profile-injector.js';
import type { CellContext } from '../src/engine/run-cell.js';
import { freeLoopbackPort } from '../src/net/free-port.js';
import { askParams } from '../src/params/params-file.js';
import { forLane } from '../src/profile/for-lane.js';
import { loadProfile } from '../src/profile/load-profile.js';
import { readSummary, runBench } from './run-bench.js';

const REPLAY = path.resolve(import.meta.dirname, 'replay-gateway.js');
const PROFILE = path.resolve(import.meta.dirname, 'profiles/replayed.yaml');

let dir: string;
let child: ChildProcess | null = null;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-replay-'));
});
afterAll(() => rmSync(dir, { recursive: true }));
afterEach(async () => {
  if (!child || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child?.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
});

async function replay(args: readonly string[]): Promise<number> {
  const port = await freeLoopbackPort();
  const started = spawn(process.execPath, [REPLAY, '--port', String(port), ...args]);
  child = started;
  await new Promise<void>((resolve, reject) => {
    started.stdout.once('data', () => resolve());
    started.once('exit', (code) => reject(new Error(`the replay ended with ${code}`)));
  });
  return port;
}

/** What the profile's read-back makes of a gateway that was asked for a refresh interval. */
async function readBack(self: string, params: Record<string, unknown> = { refresh_interval_ms: 200 }) {
  // A profile of its own each time: it remembers who could not answer.
  const profile = forLane(loadProfile(PROFILE), 'scaling');
  if (!profile.params) throw new Error('the profile takes no parameters');
  const file = path.join(dir, 'params.yaml');
  const values = { host: '127.0.0.1', port: 0, dir };
  writeFileSync(file, askParams(profile.params, params, values).yaml);
  const port = await replay(['--self', self, '--params', file]);
  const live = {
    values: { ...values, port },
    askedParams: askParams(profile.params, params, { ...values, port }),
  };
  live.askedParams.flat.delete('server.port');
  const context = {
    profile,
    plan: { params, refreshMs: null, group: null },
    signal: new AbortController().signal,
  };
  return checkParams(live as unknown as LiveTarget, context as unknown as CellContext);
}

describe('an override read back from recorded answers', () => {
  it.each(['present', 'renamed', 'items-only'])('is confirmed by a gateway that is %s', async (self) => {
    const check = await readBack(self);
    expect(check.inForce).toMatchObject({ refresh_interval_ms: 200, 'server.host': '127.0.0.1' });
    expect(check.unconfirmed).toEqual([]);
  });

  it.each([
    ['absent', /none of the 3 items of .* matches/],
    ['unavailable', /answered 503: .*x-medkit-ros2-node-unavailable/],
  ])('is not confirmed by one that is %s, and that fails nothing', async (self, why) => {
    const check = await readBack(self);
    expect(check).toMatchObject({ inForce: null, unconfirmed: ['refresh_interval_ms'] });
    expect(check.notes.join()).toMatch(why);
  });

  it('fails the cell where another value is in force', async () => {
    await expect(readBack('differs')).rejects.toThrow(/refresh_interval_ms: asked 200, in force is 30000/);
  });

  it.each(['present', 'items-only'])(
    'is refused by name where there is no such parameter: %s',
    async (self) => {
      await expect(readBack(self, { refresh_interval_msec: 200 })).rejects.toThrow(
        /no parameter refresh_interval_msec/,
      );
    },
  );
});

const { signal } = new AbortController();

describe('faults on recorded answers', () => {
  it('are confirmed on the stream, and scripts run to their end', async () => {
    const port = await replay([]);
    const base = `http://127.0.0.1:${port}`;
    const watch = watchConfirmed(`${base}/api/v1/faults/stream`);
    await watch.opened;
    const seen = await watch.wait({ codes: ['BENCH_FAULT_2'], timeoutS: 5, signal });
    expect([...seen.keys()]).toEqual(['BENCH_FAULT_2']);
    // What is only sent again is not of this burst.
    const later = { codes: ['BENCH_FAULT_2'], timeoutS: 0.1, signal, sinceMs: performance.now() };
    expect((await watch.wait(later)).size).toBe(0);
    watch.close();
    const sender = scriptsSender({ baseUrl: base, entity: 'components/vm', script: 'inject' });
    const [sent] = await sender.burst({ faults: planFaults(1), paceS: 0, signal });
    expect(sent).toMatchObject({ error: null });
    await sender.close();
  });

  it.each(['head', 'v0.6.0'])(
    'go in through the operation and are counted and cleared: %s',
    async (version) => {
      const { faults } = loadProfile('ros2-medkit-local');
      if (!faults) throw new Error('the profile knows no faults');
      const values = { host: '127.0.0.1', port: await replay(['--version', version]), dir };
      const place = { exec: () => Promise.reject(new Error('nothing is run here')) };
      const injector = profileInjector(faults, values, place);
      await injector.prepare();
      const plan = { mode: 'data', count: 2, atS: 0 };
      const sent = await sendBurst({ plan, injector, windowStartMs: performance.now(), signal });
      expect(sent.injections.map((one) => one.error)).toEqual([null, null]);
      // Three were recorded, two are its own.
      const counted = await countOutcome(sent, faults, values, signal);
      expect(counted).toMatchObject({ confirmed: 5, recordings: 0 });
      expect(counted.injections.map((one) => one.confirmed)).toEqual([true, true]);
      await injector.clear(sent.injections.map((one) => one.code));
      await injector.close();
    },
  );
});

describe('load on recorded answers', () => {
  it.each(['keep-alive', 'new'] as const)('has its answers and its streams: %s', async (connections) => {
    const { load } = loadProfile('ros2-medkit-local');
    if (!load) throw new Error('the profile sends no load');
    const values = { host: '127.0.0.1', port: await replay([]), dir };
    const found = await discoverPaths(load.discover, 'heavy', values, signal);
    expect(found).toEqual(['/api/v1/components/vm/data']);
    const result = await runLoad({
      baseUrl: `http://127.0.0.1:${values.port}`,
      paths: [...load.paths, ...found],
      level: 'heavy',
      sse: 3,
      ssePath: load.sse_path ?? '',
      connections,
      durationS: 1,
    });
    expect(result.error_count).toBe(0);
    expect(result.request_count).toBeGreaterThan(10);
    expect(Object.keys(result.by_status)).toEqual(['200']);
    expect(result.sse).toMatchObject({
      streams_opened: 2,
      streams_refused: 1,
      refused_by: { 503: 1 },
      event_count: 14,
      keepalive_count: 2,
    });
  });

  it('finds the data of an app by itself', async () => {
    const baseUrl = `http://127.0.0.1:${await replay([])}`;
    const result = await runLoad({ baseUrl, level: 'light', dataEndpoints: 1, sse: 0, durationS: 0.5 });
    expect(result.data_endpoints).toEqual(['/apps/bench_node_0/data']);
    expect(result.error_count).toBe(0);
  });
});

describe('lanes on recorded answers', () => {
  const run = (lane: string, name: string, ...args: string[]): ReturnType<typeof runBench> =>
    runBench(
      lane,
      ...['--profile', PROFILE, '--var', `replay=${REPLAY}`, '--quick', '--duration', '2', '--repeats', '1'],
      ...['--results-dir', dir, '--run-dir', name, ...args],
    );

  it('footprint: a gateway that is not in its own list costs a warning, not the cell', async () => {
    const { code, stderr } = await run(
      'footprint',
      'f',
      '--set',
      'refresh_interval_ms=200',
      '--var',
      'self=absent',
    );
    expect(code, stderr).toBe(0);
    const summary = readSummary(dir, 'f', 'footprint');
    expect(summary).toMatchObject({
      status: 'ok',
      cells: [
        {
          status: 'ok',
          entity_count: 3,
          params_in_force: null,
          target: {
            variant: 'after v0.6.0',
            version: { items: [{ vendor_info: { version: '0.6.0' } }] },
            unconfirmed_params: ['refresh_interval_ms'],
          },
        },
      ],
    });
    expect(codesOf(summary)).toContain('params-not-confirmed');
  }, 120_000);
});

function codesOf(summary: Record<string, unknown>): string[] {
  return (summary['warnings'] as { code: string }[]).map((warning) => warning.code);
}
