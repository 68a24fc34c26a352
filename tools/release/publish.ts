import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { workspacePackages } from '../pack/packed-packages.ts';
import { publishOrder } from './publish-order.ts';

/** `node tools/run-typescript.js tools/release/publish.ts [--dry-run]`: publishes what the registry does not have yet. */
export function main(args: string[]): number {
  const { values } = parseArgs({ args, options: { 'dry-run': { type: 'boolean', default: false } } });
  for (const { dir, manifest } of publishOrder(workspacePackages())) {
    const which = `${manifest.name}@${manifest.version}`;
    const asked = npm(['view', which, 'version', '--json']);
    if (asked.status === 0 && asked.stdout.trim() !== '') {
      console.log(`${which} is published`);
      continue;
    }
    // Only "not there" means not there: a registry that does not answer must not look like a new version.
    if (asked.status !== 0 && !asked.stdout.includes('E404') && !asked.stderr.includes('E404'))
      throw new Error(`the registry did not say whether ${which} is there: ${asked.stderr.trim()}`);
    const flags = ['--access', 'public', ...(values['dry-run'] ? ['--dry-run'] : ['--provenance'])];
    const done = npm(['publish', ...flags], dir);
    if (done.status !== 0) throw new Error(`${which} was not published: ${done.stderr.trim()}`);
    console.log(`${which} ${values['dry-run'] ? 'would be published' : 'published'}`);
  }
  return 0;
}

function npm(args: string[], cwd?: string): { status: number | null; stdout: string; stderr: string } {
  return spawnSync('npm', args, { encoding: 'utf8', ...(cwd === undefined ? {} : { cwd }) });
}
