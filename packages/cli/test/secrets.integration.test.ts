import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const BIN = path.resolve(import.meta.dirname, '../bin/medkit-bench.js');
/** Nothing else on the host holds these. */
const CANARIES = {
  CANARY_HEADER: 'canary-header-7f3a91',
  CANARY_FAULT: 'canary-fault-7f3a91',
  CANARY_TARGET: 'canary-target-7f3a91',
  CANARY_AROUND: 'canary-around-7f3a91',
};

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-secrets-'));
});
afterAll(() => rmSync(dir, { recursive: true }));

function profile(header: string): string {
  const file = path.join(dir, 'profile.yaml');
  writeFileSync(
    file,
    `name: secretive
extends: reference
load: { headers: { Authorization: '${header}' } }
faults: { inject: { headers: { X-Token: $CANARY_FAULT } } }
start:
  kind: local
  command: ['{node}', '{bin:reference-gateway}', --port, '{port}', --params, '{dir}/params.yaml']
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
  const argv = [BIN, lane, '--profile', file, '--quick', '--results-dir', dir, '--run-dir', runDir, ...args];
  const child = spawn(process.execPath, argv, {
    env: { ...process.env, ...CANARIES },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen: Seen = { code: null, output: '', shown: [], arrived: false };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (seen.output += chunk.toString()));
  const looking = setInterval(() => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const line = fileOf(pid, 'cmdline');
      if (canariesIn(line).length > 0) seen.shown.push(line);
      seen.arrived ||= fileOf(pid, 'environ').includes(`TARGET_TOKEN=${CANARIES.CANARY_TARGET}`);
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

const canariesIn = (text: string): string[] => Object.values(CANARIES).filter((one) => text.includes(one));

/** Files below a folder that hold a canary. */
function leaks(folder: string): string[] {
  mkdirSync(folder, { recursive: true });
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => canariesIn(readFileSync(file, 'latin1')).length > 0);
}

it('secrets reach who needs them, and no result, output or process list', async () => {
  const file = profile('$CANARY_HEADER');
  const load = await run('footprint', file, 'load', '--load', 'light', '--duration', '1', '--repeats', '1');
  const fault = await run('fault', file, 'fault', '--faults', '1', '--pre-s', '1', '--window-s', '1');
  for (const seen of [load, fault]) {
    expect(seen.code, seen.output).toBe(0);
    expect(seen.arrived).toBe(true);
    expect(canariesIn(seen.output)).toEqual([]);
    expect(seen.shown).toEqual([]);
  }
  expect([...leaks(path.join(dir, 'load')), ...leaks(path.join(dir, 'fault'))]).toEqual([]);
});

it('looks where they would show: one written into the profile is found', async () => {
  const file = profile(CANARIES.CANARY_HEADER);
  const seen = await run('footprint', file, 'bad', '--load', 'light', '--duration', '1', '--repeats', '1');
  expect(seen.shown.length).toBeGreaterThan(0);
  expect(leaks(path.join(dir, 'bad'))).toContain(path.join(dir, 'bad/footprint/plan.json'));
});
