import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PACKAGES = path.resolve(import.meta.dirname, '../../packages');

export interface Manifest {
  name: string;
  version: string;
  bin?: Record<string, string>;
  dependencies?: Record<string, string>;
}

/** A package of this workspace: its folder and what its package.json says. */
export interface WorkspacePackage {
  dir: string;
  manifest: Manifest;
}

/** Every package of the workspace. */
export function workspacePackages(): WorkspacePackage[] {
  return readdirSync(PACKAGES)
    .map((name) => path.join(PACKAGES, name))
    .filter((dir) => existsSync(path.join(dir, 'package.json')))
    .map((dir) => ({
      dir,
      manifest: JSON.parse(readFileSync(path.join(dir, 'package.json'), 'utf8')) as Manifest,
    }));
}

/** Packs every package of the workspace into a folder, in one call of npm; gives each one's tarball by its name. */
export async function packAll(into: string): Promise<Map<string, string>> {
  const args = ['pack', '--workspaces', '--json', '--ignore-scripts', '--pack-destination', into];
  const { stdout } = await run('npm', args, { cwd: path.dirname(PACKAGES) });
  const packed = JSON.parse(stdout) as { name: string; filename: string }[];
  return new Map(packed.map(({ name, filename }) => [name, path.join(into, filename)]));
}

/** An empty project outside the workspace with these tarballs installed by npm alone; remove it when done. */
export async function installAlone(tarballs: readonly string[]): Promise<string> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-pack-'));
  writeFileSync(path.join(dir, 'package.json'), '{"private":true,"type":"module"}\n');
  try {
    await run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], { cwd: dir });
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    throw error;
  }
  return dir;
}

/** Runs a program in an installed project; gives what it printed. */
export async function runIn(dir: string, file: string, args: readonly string[]): Promise<string> {
  const { stdout } = await run(file, [...args], { cwd: dir, env: { ...process.env, NODE_PATH: '' } });
  return stdout;
}

/** A folder for tarballs. */
export function tarballFolder(): string {
  const dir = path.join(mkdtempSync(path.join(os.tmpdir(), 'medkit-bench-tarballs-')), 'tarballs');
  mkdirSync(dir);
  return dir;
}
