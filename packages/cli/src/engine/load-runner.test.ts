import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Instance } from '@medkit-bench/targets';
import { afterAll, beforeEach, expect, it } from 'vitest';
import type { LoadRequest } from './load-runner.js';
import { startLoad } from './load-runner.js';

const dir = mkdtempSync(path.join(tmpdir(), 'medkit-load-'));
const server = createServer((_request, response) =>
  response.end(JSON.stringify({ items: [{ href: '/apps/a' }] })),
);
await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true });
});

let argv: readonly string[] = [];
beforeEach(() => (argv = []));

/** Load whose generator ends at once with that code, and that result where it writes one. */
function request(code: number, result: object | null, more: Partial<LoadRequest> = {}): LoadRequest {
  const start: LoadRequest['target']['start'] = (spec) => {
    argv = spec.argv;
    if (result !== null) writeFileSync(path.join(dir, 'load-window.json'), JSON.stringify(result));
    const instance: Pick<Instance, 'running' | 'exited' | 'logTail'> = {
      running: () => false,
      exited: Promise.resolve({ code, signal: null }),
      logTail: () => ['load-generator: nobody listens'],
    };
    return Promise.resolve(instance as Awaited<ReturnType<LoadRequest['target']['start']>>);
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    target: { start },
    beside: { exec: () => Promise.reject(new Error('nothing runs beside')) },
    targetPid: null,
    label: 'x',
    spec: {
      from: 'here',
      base_url: url,
      paths: ['/apps'],
      discover: [{ url: `${url}/apps`, path: 'items.0.href', suffix: '/data', level: 'heavy' }],
      headers: { 'X-Plain': 'a', Authorization: '$TOKEN' },
    },
    values: { dir },
    level: 'light',
    connections: 'keep-alive',
    durationS: 1,
    phase: 'window',
    signal: new AbortController().signal,
    ...more,
  };
}

const after = (option: string): string | undefined => argv[argv.indexOf(option) + 1];

it('adds the data endpoint that the profile says how to find, at its level only', async () => {
  await startLoad(request(0, {}, { level: 'heavy' }));
  expect(after('--paths')).toBe('/apps,/apps/a/data');
  await startLoad(request(0, {}));
  expect(after('--paths')).toBe('/apps');
});

it("sends at the level's own rate, or at the one that the cell asks for", async () => {
  await startLoad(request(0, {}));
  expect(argv).not.toContain('--rate');
  await startLoad(request(0, {}, { ratePerS: 100.025 }));
  expect([after('--level'), after('--rate')]).toEqual(['light', '100.025']);
});

it('names the variable of a secret header, and leaves processors alone beside a target elsewhere', async () => {
  await startLoad(request(0, {}));
  expect(after('--header')).toBe('X-Plain: a');
  expect(after('--header-env')).toBe('Authorization=TOKEN');
  expect(argv).not.toContain('--cpus');
});

it('says that every request failed, and with what', async () => {
  const result = { request_count: 40, success_count: 0, by_status: { 401: {} }, errors: { status: 40 } };
  const load = await startLoad(request(3, result));
  await expect(load.finish()).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/^not one of 40 requests succeeded \(status 401; errors: status\)/),
  });
});

it('shows what the generator said when it could not send', async () => {
  const load = await startLoad(request(2, null));
  await expect(load.finish()).rejects.toThrow(/could not be sent \(exit code 2\): .*nobody listens/);
});

it('gives the result of a load that was sent', async () => {
  const result = { request_count: 40, success_count: 39 };
  expect(await (await startLoad(request(0, result))).finish()).toEqual(result);
});
