import { defineConfig } from 'vitest/config';
import { packageTests } from '../vitest.shared.ts';

const shared = packageTests('tools');

export default defineConfig({
  ...shared,
  test: {
    ...shared.test,
    include: ['**/*.test.ts'],
    // It imports JSON in a way that Node 20 by itself refuses.
    server: { deps: { inline: [/@actions\//] } },
  },
});
