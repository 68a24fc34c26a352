import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runMain } from '../test/run-main.js';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-main-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const run = (...args: string[]): ReturnType<typeof runMain> => runMain(args);

describe('bad input is one clear error and exit code 2', () => {
  const results = (): string[] => ['--results-dir', path.join(dir, 'results')];

  it.each([
    ['an unknown flag', ['footprint', '--durration', '3'], /unknown option '--durration'/],
    ['an unknown lane', ['footprnt'], /unknown command 'footprnt'/],
    [
      'an unknown profile',
      ['footprint', '--profile', 'nginxx'],
      /no profile is called 'nginxx'\n {2}next: did you mean 'nginx'/,
    ],
    ['sizes that are none', ['scaling', '--entities', '0,-1,x'], /--entities: '0', '-1', 'x'/],
    ['a duration that is none', ['footprint', '--duration', 'soon'], /--duration: 'soon'/],
    ['a run folder that climbs out', ['footprint', '--run-dir', '../../etc'], /--run-dir: '..\/..\/etc'/],
    [
      'a refresh rate the profile cannot set',
      ['footprint', '--profile', 'nginx', '--refresh-ms', '200'],
      /cannot set a refresh interval/,
    ],
    [
      'parameters the profile has not',
      ['footprint', '--profile', 'nginx', '--set', 'a=1'],
      /takes no parameters/,
    ],
    ['no run to resume', ['footprint', '--resume'], /--resume: no run of footprint/],
    ['no run to report', ['report'], /no run in/],
    [
      'a configuration that is not there',
      ['footprint', '--config', 'absent.yaml'],
      /absent\.yaml cannot be read/,
    ],
  ])('%s', async (_, args, message) => {
    const { code, stderr } = await run(...args, ...results());
    expect(stderr).toMatch(message);
    expect(stderr.split('\n').filter((line) => line.startsWith('error:'))).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  it('malformed YAML, with line and column', async () => {
    const file = path.join(dir, 'broken.yaml');
    writeFileSync(file, 'name: x\nstart:\n  kind: [local\n');
    const { code, stderr } = await run('footprint', '--profile', file, ...results());
    expect(stderr).toMatch(/broken\.yaml, line \d+, column \d+/);
    expect(code).toBe(2);
  });

  it('a results folder that cannot be written', async () => {
    const file = path.join(dir, 'a-file');
    writeFileSync(file, '');
    const { code, stderr } = await run('footprint', '--results-dir', path.join(file, 'results'));
    expect(stderr).toMatch(/results cannot be written/);
    expect(code).toBe(2);
  });
});

describe('what needs no target', () => {
  it('a dry run prints cells and time, and writes nothing', async () => {
    const { code, stdout } = await run(
      'scaling',
      '--dry-run',
      '--entities',
      '10,20,30',
      '--repeats',
      '2',
      '--results-dir',
      path.join(dir, 'r'),
    );
    expect(stdout).toMatch(/^scaling: 6 cells, about 6 min 57 s/);
    expect(stdout).toContain('n0030-r1000-rep2');
    expect(readdirSync(dir)).toEqual([]);
    expect(code).toBe(0);
  });

  it.each([[['--help']], [['scaling', '--help']], [['--version']]])('%j', async (args) => {
    const { code, stdout } = await run(...args);
    expect(stdout.length).toBeGreaterThan(4);
    expect(code).toBe(0);
  });

  it('help has examples and the global flags', async () => {
    const { stdout } = await run('footprint', '--help');
    expect(stdout).toMatch(/Examples:\n {2}medkit-bench footprint --quick/);
    expect(stdout).toContain('--results-dir');
  });
});
