import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const { namedInputs, targetDefaults } = JSON.parse(readFileSync(path.join(ROOT, 'nx.json'), 'utf8')) as {
  namedInputs: { besidePackages: unknown[]; sharedGlobals: string[] };
  targetDefaults: Record<string, { cache: boolean; inputs: string[] }>;
};
const inputs = [...namedInputs.besidePackages, ...namedInputs.sharedGlobals]
  .filter((one) => typeof one === 'string')
  .map((one) => one.replace('{workspaceRoot}/', '').replace('**/*', ''));

/** What a file names by a path that leaves its package and all others, from the root; '.' is the root itself. */
function pointsOutside(file: string, text: string): string[] {
  return [...text.matchAll(/['"`]((?:\.\.\/)+[^'"`\n]*|(?:\.\.\/)*\.\.)['"`]/g)]
    .map(([, to = '']) => path.posix.join(path.posix.dirname(file), to).replace(/\/$/, ''))
    .filter((to) => !to.startsWith('packages') && !to.startsWith('..'));
}

const isInput = (to: string): boolean =>
  inputs.some((input) => (input.endsWith('/') ? `${to}/`.startsWith(input) : to === input));

/** Integration tests are never cached. */
const files = readdirSync(path.join(ROOT, 'packages'))
  .flatMap((name) => [`packages/${name}/src`, `packages/${name}/test`])
  .filter((folder) => existsSync(path.join(ROOT, folder)))
  .flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name}`,
    ),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.integration.test.ts'));

describe('the cache of unit tests', () => {
  it('knows every file beside the packages that a package points at', () => {
    expect(files.length).toBeGreaterThan(300);
    const unknown = files.flatMap((file) =>
      pointsOutside(file, readFileSync(path.join(ROOT, file), 'utf8'))
        // A path that leads nowhere in the repository is one inside a container, or a made-up one.
        .filter((to) => existsSync(path.join(ROOT, to)) && !isInput(to))
        .map((to) => `${file}: ${to}`),
    );
    expect(
      unknown,
      'a change there would not run the tests again: name it in besidePackages of nx.json',
    ).toEqual([]);
  });

  it('would be told of one that it does not know', () => {
    const text = "open('../../../docs/concepts.md');\nconst ROOT = '../../..';\nimport './x.js';\n";
    const found = pointsOutside('packages/stats/test/x.test.ts', text);
    expect(found).toEqual(['docs/concepts.md', '.']);
    expect(found.filter(isInput)).toEqual([]);
    expect(['tools/testing/source-process.ts', 'profiles', 'package-lock.json'].every(isInput)).toBe(true);
  });

  it('holds unit tests alone: what needs real components always runs', () => {
    expect(targetDefaults['unit']).toMatchObject({
      cache: true,
      inputs: ['default', '^default', 'besidePackages'],
    });
    expect(targetDefaults['test']?.cache).toBe(false);
  });
});
