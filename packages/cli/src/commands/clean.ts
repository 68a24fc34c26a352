import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { removeLeftovers } from '@medkit-bench/targets';
import { removeInstanceFolders } from '../engine/instance-folders.js';
import { readJson } from '../engine/store.js';
import { EXIT } from '../errors.js';
import type { Globals } from './globals.js';
import type { Io } from './run-lanes.js';

const LABEL = /^medkit-bench-[0-9a-f]{12}$/;

/** Removes what killed runs below the results folder left: processes, containers, instance folders. */
export async function cleanCommand(globals: Globals, io: Io): Promise<number> {
  const labels = labelsBelow(globals.resultsDir);
  const removed = { processes: 0, folders: 0, containers: 0, networks: 0, volumes: 0 };
  let dockerMissing: string | null = null;
  for (const label of labels) {
    const left = await removeLeftovers({ label });
    for (const kind of ['processes', 'containers', 'networks', 'volumes'] as const) {
      removed[kind] += left[kind].length;
    }
    removed.folders += removeInstanceFolders(label);
    dockerMissing = left.dockerMissing;
  }
  const counts = Object.entries(removed).map(([kind, count]) => `${count} ${kind}`);
  const unseen = dockerMissing === null ? '' : ` (containers were not looked at: ${dockerMissing})`;
  io.stdout.write(
    globals.json
      ? `${JSON.stringify({ runs: labels.length, ...removed, docker_missing: dockerMissing })}\n`
      : `${labels.length} runs looked at, removed: ${counts.join(', ')}${unseen}\n`,
  );
  return EXIT.ok;
}

function labelsBelow(resultsDir: string): string[] {
  if (!existsSync(resultsDir)) return [];
  return readdirSync(resultsDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(
      ({ name }) => (readJson(path.join(resultsDir, name, 'run.json')) as { label?: unknown } | null)?.label,
    )
    .filter((label): label is string => typeof label === 'string' && LABEL.test(label));
}
