import { existsSync, linkSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { httpServer, json } from '../test/servers.js';
import { runCli } from './run-cli.js';

const dir = mkdtempSync(join(tmpdir(), 'load-generator-'));
afterAll(() => rmSync(dir, { recursive: true }));

async function run(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runCli(args, env, { out: (text) => (out += text), err: (text) => (err += text) });
  return { code, out, err };
}

async function okServer(status = 200): Promise<string> {
  return (await httpServer((_request, response) => json(response, {}, status))).url;
}

describe('the command line', () => {
  it('explains itself', async () => {
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(/Examples:[\s\S]*--level light/);
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('prints JSON with the agreed keys, or writes it and prints a summary', async () => {
    const url = await okServer();
    const args = [
      '--base-url',
      url,
      '--rate',
      '50',
      '--workers',
      '2',
      '--paths',
      '/a,/b@2',
      '--duration',
      '200ms',
    ];
    const printed = JSON.parse((await run(args)).out) as Record<string, unknown>;
    for (const key of [
      'request_count',
      'success_count',
      'error_count',
      'error_rate',
      'p50_ms',
      'p95_ms',
      'p99_ms',
      'max_ms',
      'generator_lag_ms',
    ]) {
      expect(printed[key], key).toBeTypeOf('number');
    }
    const file = join(dir, 'out.json');
    const written = await run([...args, '--out', file]);
    expect(written.code).toBe(0);
    expect(written.out).toMatch(/10 requests, 0 errors/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      request_count: 10,
      paths: [{ path: '/a' }, { weight: 2 }],
    });
  });

  it('exits 3 when nothing succeeded, with the result written all the same', async () => {
    const file = join(dir, 'failed.json');
    const { code, out } = await run([
      '--base-url',
      await okServer(500),
      '--rate',
      '50',
      '--paths',
      '/a',
      '--duration',
      '0.2',
      '--out',
      file,
    ]);
    expect(code).toBe(3);
    expect(out).toMatch(/no request succeeded/);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ error_rate: 1, p50_ms: null });
  });

  it.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('ends early on %s with the result written and exit code %d', async (signal, code) => {
    const file = join(dir, `${signal}.json`);
    const listeners = process.listenerCount(signal);
    const running = run([
      '--base-url',
      await okServer(),
      '--rate',
      '50',
      '--paths',
      '/a',
      '--duration',
      '10m',
      '--out',
      file,
    ]);
    setTimeout(() => process.emit(signal), 500);
    expect((await running).code).toBe(code);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ ended_early: true, error_count: 0 });
    expect(process.listenerCount(signal)).toBe(listeners);
  });

  it('takes secrets from the environment only', async () => {
    let seen = '';
    const { url } = await httpServer((request, response) => {
      seen = `${request.headers.authorization} ${request.headers['x-client-id']}`;
      json(response, {});
    });
    const { out } = await run(
      [
        '--base-url',
        url,
        '--rate',
        '20',
        '--paths',
        '/a',
        '--duration',
        '0.1',
        '--auth-token-env',
        'TOK',
        '--header-env',
        'X-Client-Id=CID',
      ],
      { TOK: 'tok-value', CID: 'cid-value' },
    );
    expect(seen).toBe('Bearer tok-value cid-value');
    expect(out).not.toMatch(/tok-value|cid-value/);
  });

  it.each([
    [['--rate', '5'], /--base-url/],
    [['--base-url', 'x'], /base-url must be an http/],
    [['--base-url', 'http://h', '--rate', 'fast'], /--rate must be a number, given "fast"/],
    [['--base-url', 'http://h', '--duration', '5 parsecs'], /--duration must be a time such as/],
    [['--base-url', 'http://h', '--level', 'big'], /light, heavy/],
    [['--base-url', 'http://h', '--bogus'], /--bogus/],
    [['--base-url', 'http://h', 'stray'], /too many arguments/],
    [['--base-url', 'http://h', '--auth-token-env', 'NOPE'], /"NOPE", which is not set/],
    [['--base-url', 'http://h', '--ca', '/no/such.pem'], /--ca \/no\/such.pem cannot be read \(ENOENT\)/],
    [['--base-url', 'http://h', '--out', '/no/such/dir/x.json'], /--out .* cannot be written \(ENOENT\)/],
    [['--base-url', 'http://h', '--cpus', '9999'], /--cpus 9999 cannot be applied/],
    [['--base-url', 'http://127.0.0.1:1'], /cannot connect to 127.0.0.1:1/],
  ])('answers %j with one line and exit code 2', async (args, message) => {
    const { code, out, err } = await run(args);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(out).toBe('');
  });

  it('leaves no empty file for a target that is not there', async () => {
    const file = join(dir, 'never.json');
    expect((await run(['--base-url', 'http://127.0.0.1:1', '--out', file])).code).toBe(2);
    expect(existsSync(file)).toBe(false);
  });

  it('replaces an older result whole, and leaves nothing beside it', async () => {
    const folder = mkdtempSync(join(dir, 'whole-'));
    const [file, open] = [join(folder, 'load.json'), join(folder, 'seen-by-a-reader')];
    writeFileSync(file, 'older');
    linkSync(file, open);
    const args = ['--base-url', await okServer(), '--rate', '50', '--paths', '/a', '--duration', '0.1'];
    expect((await run([...args, '--out', file])).code).toBe(0);
    expect(readFileSync(open, 'utf8')).toBe('older');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ request_count: 5 });
    expect(readdirSync(folder).sort()).toEqual(['load.json', 'seen-by-a-reader']);
    expect((await run([...args, '--out', '/dev/null'])).code).toBe(0);
  });

  it('writes the percentile table of each connection mode', async () => {
    const folder = mkdtempSync(join(dir, 'hgrm-'));
    const file = join(folder, 'load.hgrm');
    const args = ['--base-url', await okServer(), '--rate', '50', '--paths', '/a', '--duration', '0.2'];
    const { out } = await run([...args, '--hgrm', file]);
    const table = readFileSync(file, 'utf8');
    expect(table).toMatch(/Value\s+Percentile\s+TotalCount\s+1\/\(1-Percentile\)/);
    expect(table).toMatch(/Total count\s+=\s+10\]/);
    const shown = Number(/Max\s+=\s+([\d.]+)/.exec(table)?.[1]);
    const { max_ms: maxMs } = JSON.parse(out) as { max_ms: number };
    expect(Math.abs(shown - maxMs)).toBeLessThan(0.01 * maxMs + 0.001);
    rmSync(file);
    expect((await run([...args, '--connections', 'both', '--hgrm', file])).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['load-keep-alive.hgrm', 'load-new.hgrm']);
  });
});
