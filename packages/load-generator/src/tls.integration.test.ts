import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { json, listen } from '../test/servers.js';
import type { LoadOptions } from './load-options.js';
import type { LoadResult } from './load-result.js';
import { runLoad } from './run-load.js';

describeWith(['openssl'], 'TLS targets', () => {
  const dir = mkdtempSync(join(tmpdir(), 'load-generator-tls-'));
  const keyFile = join(dir, 'key.pem');
  const certFile = join(dir, 'cert.pem');
  let cert = '';

  beforeAll(() => {
    const subject = ['-subj', '/CN=gateway.test', '-addext', 'subjectAltName=DNS:gateway.test'];
    const files = ['-keyout', keyFile, '-out', certFile];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
        ...files,
        ...subject,
      ],
      { stdio: 'pipe' },
    );
    cert = readFileSync(certFile, 'utf8');
  });

  afterAll(() => rmSync(dir, { recursive: true }));

  async function load(
    tls: LoadOptions['tls'],
    connections: LoadOptions['connections'] = 'keep-alive',
  ): Promise<LoadResult> {
    const server = createServer({ key: readFileSync(keyFile), cert }, (_request, response) =>
      json(response, {}),
    );
    const port = await listen(server);
    return runLoad({
      baseUrl: `https://127.0.0.1:${port}`,
      rate: 50,
      workers: 2,
      durationS: 0.4,
      paths: ['/x'],
      connections,
      ...(tls === undefined ? {} : { tls }),
    });
  }

  it.each(['keep-alive', 'new'] as const)(
    'loads a target whose certificate it can judge (%s)',
    async (connections) => {
      const result = await load({ ca: cert, servername: 'gateway.test' }, connections);
      expect(result).toMatchObject({ request_count: 20, success_count: 20 });
    },
  );

  it('accepts any certificate when told to', async () => {
    expect(await load({ insecure: true })).toMatchObject({ success_count: 20 });
  });

  it('refuses a name that is not on the certificate', async () => {
    await expect(load({ ca: cert, servername: 'other.test' })).rejects.toMatchObject({
      code: 'MEDKIT_LOAD_TLS',
      message: expect.stringMatching(/ERR_TLS_CERT_ALTNAME_INVALID.*--servername/s),
    });
  });

  it('refuses a certificate from an unknown authority', async () => {
    await expect(load({ servername: 'gateway.test' })).rejects.toMatchObject({
      code: 'MEDKIT_LOAD_TLS',
      message: expect.stringMatching(/DEPTH_ZERO_SELF_SIGNED_CERT.*--ca/s),
    });
  });
});
