// The command line's own code for proofs that simulate instead of measuring: bundled from its sources, so that what is
// proved is what runs and nothing has to be made public for it.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../..');

/** Imports a TypeScript module of the repository, such as `packages/cli/test/simulated-churn.ts`. */
export async function importSource(module) {
  const outfile = path.join(root, `node_modules/.cache/proofs/${process.pid}-${path.parse(module).name}.mjs`);
  try {
    await build({
      entryPoints: [path.join(root, module)],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'warning',
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
