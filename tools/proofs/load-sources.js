// Loads names from TypeScript sources into a script, also those that a package does not export.
import { build } from 'esbuild';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** @param wanted names by file, relative to `packages/` */
export async function loadSources(wanted) {
  const contents = Object.entries(wanted)
    .map(([file, names]) => `export { ${names.join(', ')} } from './packages/${file}';`)
    .join('\n');
  // Beside the built command line: what looks for its own package or the shipped profiles finds them from there.
  const outfile = path.join(ROOT, 'packages/cli/dist', `sources-${process.pid}.mjs`);
  const packages = readdirSync(path.join(ROOT, 'packages'));
  await build({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    alias: Object.fromEntries(
      packages.map((name) => [`@medkit-bench/${name}`, path.join(ROOT, 'packages', name, 'src/index.ts')]),
    ),
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}
