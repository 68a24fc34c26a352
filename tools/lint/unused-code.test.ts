import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

function knip(cwd: string): { status: number | null; stdout: string } {
  const file = path.join(ROOT, 'node_modules/knip/bin/knip.js');
  const { status, stdout } = spawnSync(process.execPath, [file, '--no-progress', '--no-config-hints'], {
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout };
}

describe('code that nobody uses', () => {
  it('is not there: files, exports, dependencies', () => {
    expect(knip(ROOT)).toEqual({ status: 0, stdout: '' });
  }, 60_000);

  it('is found where it is', () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-unused-'));
    try {
      const put = (file: string, text: string): void => {
        mkdirSync(path.dirname(path.join(dir, file)), { recursive: true });
        writeFileSync(path.join(dir, file), text);
      };
      cpSync(path.join(ROOT, 'knip.json'), path.join(dir, 'knip.json'));
      put('package.json', '{"name":"w","private":true,"type":"module","workspaces":["packages/*"]}');
      put(
        'packages/leaf/package.json',
        '{"name":"leaf","type":"module","exports":"./src/index.ts","dependencies":{"yaml":"2.9.1"}}',
      );
      put('packages/leaf/src/index.ts', "export { used } from './used.js';\n");
      put('packages/leaf/src/used.ts', 'export const used = 1;\nexport const unused = 2;\n');
      put('packages/leaf/src/orphan.ts', 'export const orphan = 3;\n');
      const { status, stdout } = knip(dir);
      expect(status).toBe(1);
      expect(stdout).toMatch(/orphan\.ts/);
      expect(stdout).toMatch(/unused\s/);
      expect(stdout).toMatch(/yaml\s/);
    } finally {
      rmSync(dir, { recursive: true });
    }
  }, 60_000);
});
