import { defineConfig } from 'vitest/config';
import { packageTests } from '../vitest.shared.ts';

const shared = packageTests('tools');

export default defineConfig({
  ...shared,
  // The maps of packages that are inlined point at sources that they do not ship.
  logLevel: 'error',
  test: {
    ...shared.test,
    include: ['**/*.test.ts'],
    // It imports JSON in a way that Node 20 by itself refuses.
    server: { deps: { inline: [/@actions\//] } },
  },
});
