import { defineConfig } from 'vitest/config';
import { packageTests } from '../../vitest.shared.ts';

const shared = packageTests('cli');

// A lane on a real target takes its windows' time, however fast the machine is.
export default defineConfig({ ...shared, test: { ...shared.test, testTimeout: 180_000 } });
