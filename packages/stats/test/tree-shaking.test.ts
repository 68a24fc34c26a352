import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

async function bundleBytes(names: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: {
      contents: `export { ${names} } from './index.ts';`,
      resolveDir: join(import.meta.dirname, '../src'),
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  });
  return outputFiles[0]!.contents.length;
}

describe('a bundle holds only what it uses', () => {
  it('a median costs a page under 2 kB', async () => expect(await bundleBytes('median')).toBeLessThan(2_000));
  it('a slope interval brings no leak test along', async () => {
    expect(await bundleBytes('slopeInterval')).toBeLessThan(12_000);
    expect(await bundleBytes('slopeInterval, leakTest')).toBeGreaterThan(await bundleBytes('slopeInterval'));
  });
});
