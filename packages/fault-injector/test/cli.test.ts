import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { runCli } from '../src/run-cli.js';
import { commandSender, planFaults, summariseBurst } from '../src/index.js';
import { burstServer } from './burst-server.js';

const version = (): string => '1.2.3';
const said: string[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  said.length = 0;
});

async function run(...argv: string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      said.push(String(text));
      return true;
    });
  }
  const code = await runCli(argv, { version });
  vi.restoreAllMocks();
  return code;
}

describe('fault-injector', () => {
  it('injects, confirms, clears and writes what happened', async () => {
    const server = await burstServer();
    const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-faults-'));
    const out = path.join(dir, 'burst.json');
    try {
      for (const confirm of ['poll', 'sse']) {
        const code = await run('--base-url', server.url, '--count', '8', '--confirm', confirm, '--out', out);
        expect(code, said.join('')).toBe(0);
        const result = JSON.parse(readFileSync(out, 'utf8')) as Record<string, unknown>;
        expect(result).toMatchObject({ count: 8, injected: 8, confirmed: 8, via: 'http', not_cleared: [] });
      }
      expect(server.cleared).toHaveLength(16);
    } finally {
      await server.close();
      rmSync(dir, { recursive: true });
    }
  });

  it('ends with 3 when some could not be injected', async () => {
    const script = 'process.exit(process.argv[1].endsWith("2") ? 1 : 0)';
    const code = await run(
      '--count',
      '2',
      '--via',
      'command',
      '--',
      process.execPath,
      '-e',
      script,
      '{code}',
    );
    expect(code).toBe(3);
    expect(JSON.parse(said.join(''))).toMatchObject({ injected: 1, failed: 1 });
  });

  it.each([
    [[], /--count is needed/],
    [['--count', 'x'], /--count: 'x'/],
    [['--count', '2'], /needs --base-url/],
    [['--count', '2', '--base-url', 'ftp://x'], /no http/],
    [['--count', '2', '--via', 'pigeon'], /none of http/],
    [['--count', '2', '--base-url', 'http://x', '--confirm', 'ask'], /neither poll nor sse/],
    [['--count', '2', '--url', 'http://x', '--body', '{'], /not JSON/],
    [['--count', '2', '--prefix', 'a b'], /fault code/],
    [['--nonsense'], /nonsense/],
  ])('refuses %j with exit code 2', async (argv, message) => {
    expect(await run(...argv)).toBe(2);
    expect(said.join('')).toMatch(message);
    expect(said.join('')).not.toMatch(/ at .*:\d+:\d+/);
  });

  it('shows help and version', async () => {
    expect(await run('--help')).toBe(0);
    expect(await run('--version')).toBe(0);
    expect(said.join('')).toMatch(/Examples:[\s\S]*1\.2\.3/);
  });
});

it('does what the README shows', async () => {
  const readme = readFileSync(path.resolve(import.meta.dirname, '../README.md'), 'utf8');
  const code = /```ts\nimport [^\n]*\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const [, expected = ''] = /\/\/ => (.*)/.exec(code) ?? [];
  const body = code.replace(/summariseBurst\(injections/, 'return summariseBurst(injections');
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...values: unknown[]) => Promise<unknown>;
  const example = new AsyncFunction('commandSender', 'planFaults', 'summariseBurst', body);
  expect(await example(commandSender, planFaults, summariseBurst)).toBe(Number(expected));
});
