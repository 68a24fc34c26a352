import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localTarget, TargetError } from '@medkit-bench/targets';
import { afterAll, expect, it, vi } from 'vitest';
import { startLoadBeside } from './load-beside.js';

const met: string[] = [];
const server = createServer((request, response) => {
  met.push(request.headers.authorization ?? '');
  response.end('{}');
});
await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
afterAll(() => {
  vi.unstubAllEnvs();
  server.close();
});

const target = localTarget();
const spec = { headers: { Authorization: '$LOAD_TOKEN' } };
const options = (durationS: number): string[] => {
  const load = ['--rate', '20', '--workers', '2', '--paths', '/x', '--duration', String(durationS)];
  return ['--base-url', url, ...load, '--header-env', 'Authorization=LOAD_TOKEN'];
};

it('sends the load from there, with what the environment here holds, and gives its result', async () => {
  vi.stubEnv('LOAD_TOKEN', 'secret');
  const { signal } = new AbortController();
  const load = await startLoadBeside(target, options(0.5), { durationS: 0.5, spec, signal });
  expect(await load.finish()).toMatchObject({ request_count: 10, success_count: 10, ended_early: false });
  expect(met).toContain('secret');
});

it('ends it early, with what it has', async () => {
  vi.stubEnv('LOAD_TOKEN', 'secret');
  const { signal } = new AbortController();
  const load = await startLoadBeside(target, options(60), { durationS: 60, spec, signal });
  expect(await load.finish()).toMatchObject({ ended_early: true, error_count: 0 });
}, 20_000);

it('ends it when the run is broken off', async () => {
  vi.stubEnv('LOAD_TOKEN', 'secret');
  const run = new AbortController();
  const load = await startLoadBeside(target, options(60), { durationS: 60, spec, signal: run.signal });
  const before = met.length;
  await vi.waitFor(() => expect(met.length).toBeGreaterThan(before + 5), { timeout: 15_000 });
  run.abort();
  expect(await load.finish()).toMatchObject({ ended_early: true });
}, 20_000);

it('says what the generator said when it could not send', async () => {
  const { signal } = new AbortController();
  const asked = ['--base-url', 'http://127.0.0.1:1', '--paths', '/x', '--duration', '1'];
  const load = await startLoadBeside(target, asked, { durationS: 1, spec, signal });
  await expect(load.finish()).rejects.toThrow(/could not be sent \(exit code 2\): .*cannot connect/);
});

it('needs Node there, and says which', async () => {
  const { signal } = new AbortController();
  const without = { exec: () => Promise.reject(new TargetError('MEDKIT_TARGET_NO_PROGRAM', 'node')) };
  await expect(startLoadBeside(without, [], { durationS: 1, spec, signal })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/there is no node in its container/),
  });
  const answer = { code: 0, signal: null, stdout: 'v18.19.0\n', stderr: '', timedOut: false, durationS: 0 };
  const old = { exec: () => Promise.resolve(answer) };
  await expect(startLoadBeside(old, [], { durationS: 1, spec, signal })).rejects.toThrow(/node v18\.19\.0/);
});
