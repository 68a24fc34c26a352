import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { removeLeftovers } from '@medkit-bench/targets';
import { removeInstanceFolders } from '../engine/instance-folders.js';
import { LIVE_FILE } from '../engine/live-feed.js';
import { labelOf } from '../engine/run-label.js';
import { tryWithRunLock } from '../engine/run-lock.js';
import { EXIT, messageOf } from '../errors.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

/** What one run had left, by number. */
interface Removed {
  processes: number;
  folders: number;
  containers: number;
  networks: number;
  volumes: number;
  files: number;
}

/**
 * Removes what killed runs below the results folder left: processes, containers, instance folders, half-written
 * files. A run that is at work is left alone.
 */
export async function cleanCommand(globals: Globals, io: Io): Promise<number> {
  const runs = runsBelow(globals.resultsDir);
  const removed: Removed = { processes: 0, folders: 0, containers: 0, networks: 0, volumes: 0, files: 0 };
  let dockerMissing: string | null = null;
  const notes: string[] = [];
  for (const runDir of runs) {
    try {
      const label = labelOf(runDir);
      if (label === null) continue;
      const cleaned = await tryWithRunLock(runDir, () => cleanRun(runDir, label));
      if (!cleaned.done) notes.push(`${path.basename(runDir)} is at work (${cleaned.reason}): left alone`);
      else {
        for (const kind of Object.keys(removed) as (keyof Removed)[]) removed[kind] += cleaned.result[kind];
        dockerMissing = cleaned.result.dockerMissing;
      }
    } catch (error) {
      // One run that cannot be looked at does not keep the others from being cleaned.
      notes.push(`${path.basename(runDir)}: ${messageOf(error)}`);
    }
  }
  const counts = Object.entries(removed).map(([kind, count]) => `${count} ${kind}`);
  if (dockerMissing !== null) notes.push(`containers were not looked at: ${dockerMissing}`);
  io.stdout.write(
    globals.json
      ? `${JSON.stringify({ runs: runs.length, ...removed, docker_missing: dockerMissing, notes })}\n`
      : `${[`${runs.length} runs looked at, removed: ${counts.join(', ')}`, ...notes].join('\n  ')}\n`,
  );
  return EXIT.ok;
}

async function cleanRun(runDir: string, label: string): Promise<Removed & { dockerMissing: string | null }> {
  const left = await removeLeftovers({ label });
  return {
    processes: left.processes.length,
    folders: removeInstanceFolders(label, left.processes),
    containers: left.containers.length,
    networks: left.networks.length,
    volumes: left.volumes.length,
    files: removeHalfWritten(runDir),
    dockerMissing: left.dockerMissing,
  };
}

/** Files that a kill kept from being finished, and the account of a cell that is measured no more. */
function removeHalfWritten(runDir: string): number {
  const left = readdirSync(runDir, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && (entry.name.endsWith('.partial') || entry.name === LIVE_FILE),
  );
  for (const entry of left) rmSync(path.join(entry.parentPath, entry.name), { force: true });
  return left.length;
}

function runsBelow(resultsDir: string): string[] {
  if (!existsSync(resultsDir)) return [];
  return readdirSync(resultsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => path.join(resultsDir, name))
    .filter((runDir) => existsSync(path.join(runDir, 'run.json')));
}
