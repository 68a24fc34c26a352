import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { resolveEngine } from './engine-address.js';

const home = mkdtempSync(path.join(os.tmpdir(), 'medkit-docker-home-'));
const config = path.join(home, '.docker');
afterAll(() => rmSync(home, { recursive: true }));

function makeContext(name: string, endpoint: object, pems: Record<string, string> = {}): void {
  const id = createHash('sha256').update(name).digest('hex');
  mkdirSync(path.join(config, 'contexts', 'meta', id), { recursive: true });
  const meta = { Name: name, Endpoints: { docker: endpoint } };
  writeFileSync(path.join(config, 'contexts', 'meta', id, 'meta.json'), JSON.stringify(meta));
  const tls = path.join(config, 'contexts', 'tls', id, 'docker');
  mkdirSync(tls, { recursive: true });
  for (const [file, text] of Object.entries(pems)) writeFileSync(path.join(tls, file), text);
}

const resolve = (env: NodeJS.ProcessEnv, explicit?: string) => resolveEngine(explicit, { env, home });

it('goes from the explicit address over DOCKER_HOST and contexts to the default socket', () => {
  expect(resolve({})).toEqual({ url: 'unix:///var/run/docker.sock', source: 'default', tls: null });
  makeContext('far', { Host: 'ssh://user@far:2222' });
  writeFileSync(path.join(config, 'config.json'), JSON.stringify({ currentContext: 'far' }));
  expect(resolve({})).toMatchObject({ url: 'ssh://user@far:2222', source: 'context far' });
  expect(resolve({ DOCKER_CONTEXT: 'default' })).toMatchObject({ source: 'default' });
  makeContext('other', { Host: 'unix:///run/other.sock' });
  expect(resolve({ DOCKER_CONTEXT: 'other' })).toMatchObject({ url: 'unix:///run/other.sock' });
  expect(resolve({ DOCKER_HOST: 'tcp://h:2375', DOCKER_CONTEXT: 'other' })).toMatchObject({
    source: 'DOCKER_HOST',
  });
  expect(resolve({ DOCKER_HOST: 'tcp://h:2375' }, 'unix:///x')).toMatchObject({ url: 'unix:///x' });
  expect(resolve({ DOCKER_HOST: 'h:2375' })).toMatchObject({ url: 'tcp://h:2375', tls: null });
});

it('takes certificates from the context, or from DOCKER_CERT_PATH', () => {
  makeContext(
    'safe',
    { Host: 'tcp://h:2376', SkipTLSVerify: true },
    { 'ca.pem': 'CA', 'cert.pem': 'C', 'key.pem': 'K' },
  );
  expect(resolve({ DOCKER_CONTEXT: 'safe' }).tls).toEqual({ ca: 'CA', cert: 'C', key: 'K', verify: false });
  writeFileSync(path.join(home, 'ca.pem'), 'CA2');
  const env = { DOCKER_HOST: 'tcp://h:2376', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: home };
  expect(resolve(env).tls).toEqual({ ca: 'CA2', cert: null, key: null, verify: true });
});

it('names the context that is not there, and the address that is none', () => {
  expect(() => resolve({ DOCKER_CONTEXT: 'gone' })).toThrow(
    /context 'gone' cannot be read.*docker context ls/,
  );
  makeContext('empty', {});
  expect(() => resolve({ DOCKER_CONTEXT: 'empty' })).toThrow(/names no engine address/);
  expect(() => resolve({ DOCKER_HOST: 'gopher://x' })).toThrow(/DOCKER_HOST is 'gopher:\/\/x'/);
});
