import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';

// The short form of the proof; needs the built baseline package.
it('concurrent writers that are killed lose and tear nothing', () => {
  const script = path.join(import.meta.dirname, 'baseline-kills.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '9', '7'], { encoding: 'utf8' });
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/nothing lost, nothing torn/);
}, 60_000);
