import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The file behind a program that a dependency of ours ships. */
export function binPath(packageName: string, bin: string): string {
  const manifest = fileURLToPath(import.meta.resolve(`${packageName}/package.json`));
  const { bin: bins } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  return path.join(path.dirname(manifest), bins[bin] ?? '');
}
