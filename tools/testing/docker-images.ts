import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe } from 'vitest';
import { describeWith } from './require-component.ts';

/** Image with one static binary and nothing else: `scratch-server [MIB] [THREADS]`. */
export const SCRATCH_IMAGE = 'medkit-bench/test-scratch:1';

/** Image with busybox and nothing else. */
export const BUSYBOX_IMAGE = 'medkit-bench/test-busybox:1';

/** Image with a minimal Debian. */
export const DEBIAN_IMAGE = 'medkit-bench/debian-base:bookworm';

/** Sees to the engine and the two small test images; takes a second when they are missing. */
export function ensureTestImages(): void {
  runSetup('test-images.sh');
}

/** Sees to the engine and the Debian image; takes under a minute when it is missing. */
export function ensureDebianImage(): void {
  runSetup('base-image.sh');
}

function runSetup(script: string): void {
  const file = fileURLToPath(new URL(`../setup/${script}`, import.meta.url));
  const result = spawnSync('sh', [file], { encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`${script} failed: ${result.stderr || result.stdout}`);
}

/**
 * `describeWith` for tests that need an engine. An ordinary user without one is told and skipped, since only
 * root can start it; where `CI=true` the tests run and say what is missing.
 */
export function describeWithDocker(programs: readonly string[], title: string, body: () => void): void {
  const possible = process.getuid?.() === 0 || spawnSync('docker', ['version']).status === 0;
  if (possible || process.env['CI'] === 'true') {
    describeWith(['dockerd', 'docker', ...programs], title, body);
    return;
  }
  console.warn(`skipped - ${title}: no Docker engine answers, and only root can start one`);
  describe.skip(title, body);
}
