import { defineConfig } from 'vitest/config';
import { packageTests } from '../vitest.shared.ts';

const shared = packageTests('tools');

export default defineConfig({ ...shared, test: { ...shared.test, include: ['**/*.test.ts'] } });
