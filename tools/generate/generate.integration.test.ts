import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generate } from './generate.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OWN = ['@medkit-bench', 'medkit-bench'];

/** A copy of the workspace's sources whose packages see each other and share the installed modules. */
function copyWorkspace(): string {
  const copy = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-generate-'));
  const skipped = /\/(dist|node_modules|fixtures|golden)(\/|$)/;
  for (const name of [
    'packages',
    'tools/pack',
    'tools/testing',
    'tools/vitest.config.ts',
    'tsconfig.json',
    'tsconfig.base.json',
    'vitest.shared.ts',
    'vitest.config.ts',
    'package.json',
    'LICENSE',
  ])
    cpSync(path.join(ROOT, name), path.join(copy, name), {
      recursive: true,
      filter: (from) => !skipped.test(from),
    });
  const modules = path.join(copy, 'node_modules');
  mkdirSync(path.join(modules, '@medkit-bench'), { recursive: true });
  for (const name of readdirSync(path.join(ROOT, 'node_modules')))
    if (!OWN.includes(name)) symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  for (const name of readdirSync(path.join(copy, 'packages')))
    symlinkSync(
      path.join(copy, 'packages', name),
      path.join(modules, name === 'cli' ? 'medkit-bench' : `@medkit-bench/${name}`),
    );
  return copy;
}

describe('the generator', () => {
  let copy = '';
  const run = (program: string, args: string[], cwd = copy): string =>
    execFileSync(path.join(copy, 'node_modules/.bin', program), args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });

  beforeAll(() => {
    copy = copyWorkspace();
    generate(copy, ['package', 'open-files', '--description', 'Counts what a process holds open.']);
    generate(copy, ['lane', 'start-spread', '--description', 'How far apart are fresh starts?']);
  }, 60_000);
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('writes a leaf and a lane that pass the types of the whole workspace', () => {
    run('tsc', ['-b']);
    expect(existsSync(path.join(copy, 'packages/open-files/dist/index.d.ts'))).toBe(true);
    expect(existsSync(path.join(copy, 'packages/cli/dist/lanes/start-spread.d.ts'))).toBe(true);
  }, 120_000);

  it('writes a leaf that is built and can be imported', async () => {
    run('tsup', [], path.join(copy, 'packages/open-files'));
    const built = (await import(path.join(copy, 'packages/open-files/dist/index.js'))) as object;
    expect(Object.keys(built)).toEqual(['openFiles']);
  }, 60_000);

  it('writes tests that run and pass', () => {
    const said = run('vitest', [
      'run',
      '--reporter=json',
      '--project',
      'open-files',
      '--project',
      'cli',
      'open-files',
      'start-spread',
    ]);
    const { numPassedTests, numFailedTests } = JSON.parse(said) as Record<string, number>;
    expect({ numPassedTests, numFailedTests }).toEqual({ numPassedTests: 4, numFailedTests: 0 });
  }, 120_000);

  it('tells the lists that reviewers and tests read', () => {
    const budgets = readFileSync(path.join(copy, 'tools/pack/size-budgets.json'), 'utf8');
    expect(JSON.parse(budgets)).toMatchObject({ tarballKib: { 'open-files': 30 } });
    const names = readFileSync(path.join(copy, 'tools/pack/public-names/open-files.txt'), 'utf8');
    expect(names).toBe('type Clock\nvalue openFiles\n');
  });

  it.each([
    ['a name that is there', ['package', 'open-files', '--description', 'x'], /is there already/],
    ['a lane that is there', ['lane', 'footprint', '--description', 'x'], /is there already/],
    ['a name in another case', ['lane', 'OpenFiles', '--description', 'x'], /is no name/],
    ['no description', ['lane', 'other'], /--description/],
    ['another kind', ['widget', 'other', '--description', 'x'], /^usage/],
  ])('refuses %s', (_, args, says) => {
    expect(() => generate(copy, args)).toThrow(says);
  });
});
