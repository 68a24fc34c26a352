import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: ['esm'],
  target: 'node20',
  dts: false,
  sourcemap: true,
  // The few parts of it that are used, in one file: from its own 1500 they take a second to load.
  noExternal: ['mathjs'],
  // Only the JavaScript: wiping the folder would also wipe the declarations that tsc -b believes are there.
  clean: ['dist/**/*.js', 'dist/**/*.js.map'],
});
