import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, readdirSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hostNoiseBetween, readHostNoise } from '@medkit-bench/proc-sampler';
import type { HostReader } from './finding.js';

/** How long CPU use is watched. */
const WATCH_MS = 1000;
const COMMAND_TIMEOUT_MS = 10_000;

/** This machine, as the checks see it. */
export function systemReader(
  resultsDir: string,
  env: Readonly<Record<string, string | undefined>>,
): HostReader {
  let shares: ReturnType<HostReader['cpuShares']> | null = null;
  return {
    read: readText,
    list: (folder) => {
      try {
        return readdirSync(folder);
      } catch {
        return [];
      }
    },
    run,
    nodeVersion: process.version,
    uid: process.getuid?.() ?? -1,
    env,
    resultsFolder: () => lookAtFolder(resultsDir),
    // Two checks ask; the machine is watched once.
    cpuShares: () => (shares ??= watchCpu()),
    cores: os.availableParallelism(),
  };
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function run(
  argv: readonly string[],
): Promise<{ code: number | null; stdout: string; stderr: string } | null> {
  const [program, ...args] = argv;
  return new Promise((resolve) => {
    execFile(program ?? '', args, { timeout: COMMAND_TIMEOUT_MS }, (error, stdout, stderr) => {
      const code = (error as NodeJS.ErrnoException | null)?.code;
      if (code === 'ENOENT' || code === 'EACCES') resolve(null);
      else resolve({ code: error ? (typeof code === 'number' ? code : 1) : 0, stdout, stderr });
    });
  });
}

function lookAtFolder(dir: string): { path: string; freeBytes: number | null; writable: boolean } {
  // A folder that is not there yet will be made in the nearest one that is.
  let at = path.resolve(dir);
  while (!existsSync(at)) at = path.dirname(at);
  let writable = true;
  try {
    accessSync(at, constants.W_OK | constants.X_OK);
  } catch {
    writable = false;
  }
  try {
    const { bavail, bsize } = statfsSync(at);
    return { path: dir, freeBytes: bavail * bsize, writable };
  } catch {
    return { path: dir, freeBytes: null, writable };
  }
}

async function watchCpu(): Promise<{ busy: number; steal: number } | null> {
  const before = readHostNoise();
  await delay(WATCH_MS);
  const after = readHostNoise();
  const { busy_cores: busyCores, steal_ratio: steal } = hostNoiseBetween(before, after);
  return busyCores === null || steal === null ? null : { busy: busyCores / after.nproc, steal };
}
