import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const packageDir = join(import.meta.dirname, '..');

/** The command, built from the sources under test into a folder of its own. */
export function buildBin(): { bin: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'proc-sampler-bin-'));
  const tsup = join(
    dirname(createRequire(import.meta.url).resolve('tsup/package.json')),
    'dist/cli-default.js',
  );
  execFileSync(process.execPath, [tsup, '--out-dir', join(folder, 'dist'), '--silent', '--no-clean'], {
    cwd: packageDir,
  });
  cpSync(join(packageDir, 'bin'), join(folder, 'bin'), { recursive: true });
  copyFileSync(join(packageDir, 'package.json'), join(folder, 'package.json'));
  return {
    bin: join(folder, 'bin/proc-sampler.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What a finished command left. */
export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command; `done` settles with all it wrote. */
export function runBin(
  bin: string,
  args: readonly string[],
): { child: ChildProcess; done: Promise<Finished> } {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const done = new Promise<Finished>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout, stderr })),
  );
  return { child, done };
}
