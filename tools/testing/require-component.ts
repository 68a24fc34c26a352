import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';

/**
 * `describe` when every named program answers, else a skipped block that says what is missing.
 * Where `CI=true` a missing component is a failure: a suite that silently shrinks proves nothing.
 */
export function describeWith(programs: readonly string[], title: string, body: () => void): void {
  const missing = programs.filter((program) => !isOnPath(program));
  if (missing.length === 0) {
    describe(title, body);
    return;
  }
  const reason = `${title}: needs ${missing.join(', ')} (npm run setup installs what the tests need)`;
  if (process.env['CI'] === 'true') {
    describe(title, () => {
      throw new Error(`missing component in CI - ${reason}`);
    });
    return;
  }
  console.warn(`skipped - ${reason}`);
  describe.skip(title, body);
}

function isOnPath(program: string): boolean {
  return spawnSync('which', [program], { stdio: 'ignore' }).status === 0;
}
