import type { UserWorkspaceConfig } from 'vitest/config';

// Tests run against sources: the private export condition makes workspace imports resolve to src/.
const conditions = ['@medkit-bench/source', 'node', 'import', 'module', 'default'];

/** Integration tests (`x.integration.test.ts`) need real components; `npm run check` leaves them out. */
const unitOnly = process.env['MEDKIT_UNIT_ONLY'] === '1';

/** The settings every package's tests share; a package adds only its name. */
export function packageTests(name: string): UserWorkspaceConfig {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      name,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      exclude: ['**/node_modules/**', '**/dist/**', ...(unitOnly ? ['**/*.integration.test.ts'] : [])],
      environment: 'node',
      // A worker that keeps its modules from file to file needs a third less time; CI gives each file its own.
      isolate: !unitOnly,
      // As vitest.config.ts has it, which is not read where a package is tested by itself.
      maxConcurrency: 2,
      testTimeout: 30_000,
      hookTimeout: 120_000,
      // Real servers on a busy CI machine: a test must hold, but one stolen second must not decide it.
      retry: process.env['CI'] === 'true' ? 2 : 0,
    },
  };
}
