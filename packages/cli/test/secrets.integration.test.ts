import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const BIN = path.resolve(import.meta.dirname, '../bin/medkit-bench.js');
const NAMES = ['CANARY_HEADER', 'CANARY_FAULT', 'CANARY_TARGET', 'CANARY_AROUND'] as const;
type Canaries = Record<(typeof NAMES)[number], string>;

/** Values that nothing else on the host holds, another run of this test neither. */
function canaries(runDir: string): Canaries {
  const value = (name: string): string => `${name.toLowerCase()}-${runDir}-${process.pid}-7f3a91`;
  return Object.fromEntries(NAMES.map((name) => [name, value(name)])) as Canaries;
}

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-secrets-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function profile(name: string, header: string): string {
  const file = path.join(dir, `${name}.yaml`);
  writeFileSync(
    file,
    `name: secretive
extends: reference
load: { headers: { Authorization: '${header}' } }
faults: { inject: { headers: { X-Token: $CANARY_FAULT } } }
start:
  kind: local
  command:
    ['{node}', --no-memory-reducer, --max-semi-space-size=1, '{bin:reference-gateway}', --port, '{port}', --params, '{dir}/params.yaml']
  env: { TARGET_TOKEN: $CANARY_TARGET }
`,
  );
  return file;
}

interface Seen {
  code: number | null;
  output: string;
  /** Command lines that held a canary. */
  shown: string[];
  /** Whether the target was given its own. */
  arrived: boolean;
}

/** Runs a lane with canaries in the environment, and looks at every process list meanwhile. */
async function run(lane: string, file: string, runDir: string, ...args: string[]): Promise<Seen> {
  const values = canaries(runDir);
  const argv = [BIN, lane, '--profile', file, '--quick', '--results-dir', dir, '--run-dir', runDir, ...args];
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, ...values },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen: Seen = { code: null, output: '', shown: [], arrived: false };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (seen.output += chunk.toString()));
  const looking = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const line = fileOf(pid, 'cmdline');
      if (canariesIn(line, values).length > 0) seen.shown.push(line);
      seen.arrived ||= fileOf(pid, 'environ').includes(`TARGET_TOKEN=${values.CANARY_TARGET}`);
    }
  }, 50);
  seen.code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(looking);
  return seen;
}

function fileOf(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

const canariesIn = (text: string, values: Canaries): string[] =>
  Object.values(values).filter((one) => text.includes(one));

/** Files of a run that hold one of its canaries. */
function leaks(runDir: string): string[] {
  const folder = path.join(dir, runDir);
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => canariesIn(readFileSync(file, 'latin1'), canaries(runDir)).length > 0);
}

it.concurrent('secrets reach who needs them, and no result, output or process list', async () => {
  const file = profile('kept', '$CANARY_HEADER');
  const [load, fault] = await Promise.all([
    run('footprint', file, 'load', '--load', 'light', '--duration', '1', '--repeats', '1'),
    run('fault', file, 'fault', '--faults', '1', '--pre-s', '1', '--window-s', '1'),
  ]);
  for (const [runDir, seen] of Object.entries({ load, fault })) {
    expect(seen.code, seen.output).toBe(0);
    expect(seen.arrived).toBe(true);
    expect(canariesIn(seen.output, canaries(runDir))).toEqual([]);
    expect(seen.shown).toEqual([]);
    expect(leaks(runDir)).toEqual([]);
  }
});

it.concurrent('looks where they would show: one written into the profile is found', async () => {
  const file = profile('written', canaries('bad').CANARY_HEADER);
  const seen = await run('footprint', file, 'bad', '--load', 'light', '--duration', '1', '--repeats', '1');
  expect(seen.shown.length).toBeGreaterThan(0);
  expect(leaks('bad')).toContain(path.join(dir, 'bad/footprint/plan.json'));
});
