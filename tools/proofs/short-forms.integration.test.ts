// The short forms of the long proofs: one try each of what is quick, on the built command line.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeWith } from '../testing/require-component.ts';

function run(script: string): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, script), '--short'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

describeWith([], 'the long proofs in short', () => {
  it.each([
    ['survival.js', /5 cases, 5 tries, 0 losses, 0 leftovers, 0 problems/],
    ['fuzz.js', / 0 findings/],
    ['scale.js', /all of it holds/],
  ])(
    '%s',
    async (script, says) => {
      const { code, output } = await run(script);
      expect(output).toMatch(says);
      expect(code, output).toBe(0);
    },
    240_000,
  );
});
