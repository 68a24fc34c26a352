import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';

describeWith(['node'], 'the single executable', () => {
  test('is built by its script and runs away from this repository', { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'proc-sampler-sea-'));
    try {
      const out = join(folder, 'proc-sampler');
      const script = join(import.meta.dirname, '../../../tools/sea/build-sampler.js');
      // The script itself runs what it built.
      const said = execFileSync(process.execPath, [script, '--out', out], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      expect(said).toMatch(/samples in its trial/);
      const help = execFileSync(out, ['--help'], { cwd: '/', env: {}, encoding: 'utf8' });
      expect(help).toContain('Usage: proc-sampler');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
