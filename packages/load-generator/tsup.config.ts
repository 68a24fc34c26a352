import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

const shared = {
  format: ['esm' as const],
  target: 'node20' as const,
  dts: false,
};

export default defineConfig([
  {
    ...shared,
    entry: ['src/index.ts', 'src/cli.ts'],
    sourcemap: true,
    // Only the JavaScript: wiping the folder would also wipe the declarations that tsc -b believes are there.
    clean: ['dist/**/*.js', 'dist/**/*.js.map'],
  },
  {
    ...shared,
    // The command as one file, for a place where nothing can be installed: `node --input-type=module - OPTIONS < standalone.mjs`.
    entry: { standalone: 'src/cli.ts' },
    outExtension: () => ({ js: '.mjs' }),
    noExternal: [/.*/],
    splitting: false,
    minify: true,
    define: { MEDKIT_VERSION: JSON.stringify(version) },
    // What it holds of CommonJS asks for Node's own modules.
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
  },
]);
