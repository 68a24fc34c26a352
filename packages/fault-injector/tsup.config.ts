import { defineConfig } from 'tsup';

export default defineConfig({
  entry: ['src/index.ts', 'src/cli.ts'],
  format: ['esm'],
  target: 'node20',
  dts: false,
  sourcemap: true,
  // Only the JavaScript: wiping the folder would also wipe the declarations that tsc -b believes are there.
  clean: ['dist/**/*.js', 'dist/**/*.js.map'],
});
