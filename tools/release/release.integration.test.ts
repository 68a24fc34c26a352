import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { describeWith } from '../testing/require-component.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

describeWith(['git'], 'nx release', () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-release-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const put = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
    writeFileSync(path.join(dir, file), text);
  };
  const json = (file: string): Record<string, never> =>
    JSON.parse(readFileSync(path.join(dir, file), 'utf8')) as Record<string, never>;
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: dir, encoding: 'utf8' });

  it('gives a leaf and what uses it new versions, changelogs and tags, and leaves others alone', () => {
    const leaf = { name: '@medkit-bench/leaf', version: '0.1.0' };
    const other = { name: '@medkit-bench/other', version: '0.3.0' };
    const root = { name: 'root', version: '0.1.0', dependencies: { '@medkit-bench/leaf': '^0.1.0' } };
    const packages = { leaf, other, root };
    put('package.json', '{"name":"w","private":true,"workspaces":["packages/*"]}');
    for (const [name, one] of Object.entries(packages))
      put(`packages/${name}/package.json`, JSON.stringify(one));
    put('packages/leaf/src/version.ts', "export const PACKAGE_VERSION = '0.1.0';\n");
    const locked = Object.entries(packages).map(([name, one]) => [`packages/${name}`, { ...one }]);
    put('package-lock.json', JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(locked) }));
    put('.gitignore', 'node_modules\n.nx/cache\n.nx/workspace-data\n');
    put('.nx/version-plans/one.md', "---\n'@medkit-bench/leaf': major\n---\n\nWhat a user sees.\n");
    cpSync(path.join(ROOT, 'nx.json'), path.join(dir, 'nx.json'));
    cpSync(
      path.join(ROOT, 'tools/release/version-actions.js'),
      path.join(dir, 'tools/release/version-actions.js'),
      { recursive: true },
    );
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(dir, 'node_modules'));
    git('init', '--quiet', '--initial-branch=main');
    git('config', 'user.name', 'test');
    git('config', 'user.email', 'test@example.org');
    git('add', '.');
    git('commit', '--quiet', '--message', 'first');

    execFileSync(path.join(ROOT, 'node_modules/.bin/nx'), ['release', '--skip-publish'], {
      cwd: dir,
      env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_WORKSPACE_ROOT_PATH: dir },
      stdio: 'pipe',
    });

    expect(git('tag').trim().split('\n')).toEqual(['@medkit-bench/leaf@0.2.0', 'root@0.1.1']);
    expect(json('packages/root/package.json')).toMatchObject({
      dependencies: { '@medkit-bench/leaf': '^0.2.0' },
    });
    expect(json('packages/other/package.json')).toMatchObject({ version: '0.3.0' });
    expect(json('package-lock.json')).toMatchObject({
      packages: { 'packages/leaf': { version: '0.2.0' }, 'packages/root': { version: '0.1.1' } },
    });
    expect(readFileSync(path.join(dir, 'packages/leaf/src/version.ts'), 'utf8')).toContain("'0.2.0'");
    expect(readFileSync(path.join(dir, 'packages/leaf/CHANGELOG.md'), 'utf8')).toContain('What a user sees.');
    expect(existsSync(path.join(dir, 'packages/other/CHANGELOG.md'))).toBe(false);
    expect(git('status', '--porcelain').trim()).toBe('');
  }, 120_000);
});
