// The command line's own code for proofs that simulate instead of measuring: bundled from its sources, so that what is
// proved is what runs and nothing has to be made public for it.
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'tsup';

const root = path.resolve(import.meta.dirname, '../..');

/** Imports a TypeScript module of the repository, such as `packages/cli/test/simulated-churn.ts`. */
export async function importSource(module) {
  // Within the repository, so that what stays outside of the bundle is found.
  const outDir = mkdtempSync(path.join(root, 'node_modules/.proof-'));
  try {
    await build({
      entry: { source: path.join(root, module) },
      outDir,
      format: 'esm',
      target: 'node20',
      outExtension: () => ({ js: '.mjs' }),
      config: false,
      silent: true,
    });
    return await import(pathToFileURL(path.join(outDir, 'source.mjs')).href);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
