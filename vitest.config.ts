import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.ts', 'tools/vitest.config.ts'],
    passWithNoTests: true,
    // Most of the long tests wait for windows to pass: two at a time even where there are only two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Within a file, too, those that say that they may.
    maxConcurrency: 2,
  },
});
