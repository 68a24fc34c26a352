import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { describeWith } from '../../../../tools/testing/require-component.ts';
import { loadProfile } from '../profile/load-profile.js';

const BIN = path.resolve(import.meta.dirname, '../../bin/medkit-bench.js');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-init-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function init(...args: string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, 'init', ...args], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

describeWith([], 'init', () => {
  it('looks at a process, writes a profile that loads and a configuration, and never overwrites', async () => {
    const answer = await init('--pid', String(process.pid));
    expect(answer).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/found process \d+: USS [\d.]+ MiB/),
    });
    const profile = loadProfile(path.join(dir, 'profile.yaml'));
    expect(profile.start).toMatchObject({ kind: 'attach', pid: process.pid });
    // Named after the program: that is what a reader of the report knows.
    expect(profile.name).not.toMatch(/^pid-/);
    expect(readFileSync(path.join(dir, 'medkit-bench.config.yaml'), 'utf8')).toBe(
      'profile: ./profile.yaml\n',
    );
    const again = await init('--pid', String(process.pid));
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/is there already[^]*--force/) });
  });

  it('writes nothing when there is nothing to measure, and says what was missing', async () => {
    expect(await init('--process', 'no-such-thing')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/no running process/),
    });
    expect(await init('--ssh', 'me@robot')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--process/),
    });
    expect(await init()).toMatchObject({ code: 2, stderr: expect.stringMatching(/no terminal/) });
    expect(existsSync(path.join(dir, 'profile.yaml'))).toBe(false);
  });

  it('sets up the demo', async () => {
    expect(await init('--demo')).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(dir, 'medkit-bench.config.yaml'), 'utf8')).toBe('profile: reference\n');
  });
});
