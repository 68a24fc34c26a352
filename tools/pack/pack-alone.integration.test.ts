import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../testing/require-component.ts';
import type { WorkspacePackage } from './packed-packages.ts';
import { installAlone, packAll, runIn, tarballFolder, workspacePackages } from './packed-packages.ts';
import budgets from './size-budgets.json' with { type: 'json' };

const CLI = 'medkit-bench';

/** Packages whose README's example is not run from the tarball alone, and why. */
const NO_EXAMPLE: Readonly<Record<string, string>> = {
  '@medkit-bench/baseline': 'needs two runs and the statistics; its own tests run it',
  '@medkit-bench/leak-tools': 'needs a program to watch; its own tests run it',
  '@medkit-bench/reference-gateway': 'is a command: the bins are called above',
};

interface Measured {
  status: string;
  profile: string;
  cell: { anonymous_kib_median: number };
}

/** The first example of a README that imports the package; null where the list above has it. */
function readmeExample(dir: string): string | null {
  const { name } = JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as { name: string };
  if (name in NO_EXAMPLE) return null;
  const readme = readFileSync(path.join(dir, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```(?:js|ts)\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return blocks.find((block) => block.includes(`from '${name}'`)) ?? null;
}
const all = workspacePackages();
const leaves = all.filter(({ manifest }) => manifest.name !== CLI);

describeWith(['npm', 'nginx'], 'packed packages', () => {
  const folder = tarballFolder();
  let tarballs = new Map<string, string>();

  beforeAll(async () => {
    tarballs = await packAll(folder);
  }, 120_000);
  afterAll(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

  async function importAndRun(dir: string, { manifest }: WorkspacePackage): Promise<void> {
    const names = await runIn(dir, process.execPath, [
      '--input-type=module',
      '-e',
      `console.log(Object.keys(await import('${manifest.name}')).length)`,
    ]);
    expect(Number(names)).toBeGreaterThan(0);
    const required = `console.log(Object.keys(require('${manifest.name}')).length)`;
    // Node 20.19 and newer give ES modules to CommonJS programs too.
    const args = ['--input-type=commonjs', '-e', required];
    expect(await runIn(dir, process.execPath, args)).toBe(names);
    for (const bin of Object.keys(manifest.bin ?? {})) {
      const version = await runIn(dir, path.join(dir, 'node_modules/.bin', bin), ['--version']);
      expect(version).toContain(manifest.version);
    }
  }

  // The longest begins first.
  it.concurrent(
    'the command line installs with its leaves and measures its own server and nginx',
    async () => {
      const cli = all.find(({ manifest }) => manifest.name === CLI);
      if (!cli) throw new Error('there is no command line package');
      const dir = await installAlone([...tarballs.values()]);
      try {
        await importAndRun(dir, cli);
        const bin = path.join(dir, 'node_modules/.bin', CLI);
        const short = ['footprint', '--quick', '--duration', '2', '--repeats', '1', '--json'];
        const measured = async (profile: string): Promise<void> => {
          const own = ['--profile', profile, '--run-dir', profile];
          const said = JSON.parse(await runIn(dir, bin, [...short, ...own])) as Measured;
          expect(said).toMatchObject({ status: 'ok', profile });
          expect(said.cell.anonymous_kib_median).toBeGreaterThan(0);
        };
        await Promise.all(['reference', 'nginx'].map(measured));
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
    240_000,
  );

  it.concurrent.each(leaves.map((leaf) => [leaf.manifest.name, leaf] as const))(
    '%s installs alone, imports, answers, and runs the example of its README',
    async (name, leaf) => {
      const dir = await installAlone([tarballs.get(name) ?? '']);
      try {
        await importAndRun(dir, leaf);
        const example = readmeExample(leaf.dir);
        expect(example === null, 'an example, or a reason in NO_EXAMPLE').toBe(name in NO_EXAMPLE);
        if (example === null) return;
        writeFileSync(path.join(dir, 'example.mjs'), example);
        await runIn(dir, process.execPath, ['example.mjs']);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
    120_000,
  );

  it.each(all.map((one) => [one.manifest.name, one] as const))(
    '%s is packed as publint and are-the-types-wrong want it, within its size',
    async (name, { dir }) => {
      const tarball = readFileSync(tarballs.get(name) ?? '');
      const { messages } = await publint({ pkgDir: dir, strict: true, pack: false });
      expect(messages.filter((message) => message.type !== 'suggestion')).toEqual([]);
      const checked = await checkPackage(createPackageFromTarballData(new Uint8Array(tarball)));
      // ES modules only: Node before 20.19 cannot require them, and `engines` says so.
      const problems = checked.types ? checked.problems.filter((one) => one.kind !== 'CJSResolvesToESM') : [];
      expect(problems.filter((one) => !('resolutionKind' in one) || one.resolutionKind !== 'node10')).toEqual(
        [],
      );
      const budget = budgets.tarballKib[path.basename(dir) as keyof typeof budgets.tarballKib];
      expect(tarball.length / 1024, 'larger than its budget in size-budgets.json').toBeLessThan(budget);
    },
    60_000,
  );
});
