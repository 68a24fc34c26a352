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
  let processes = 0;
  let folders = 0;
  for (const label of labels) {
    const removed = await removeLeftovers({ label });
    processes += removed.processes.length;
    folders += removeInstanceFolders(label);
  }
  const text = `${labels.length} runs looked at: ${processes} processes and ${folders} folders removed`;
  io.stdout.write(
    globals.json ? `${JSON.stringify({ runs: labels.length, processes, folders })}\n` : `${text}\n`,
  );
  return EXIT.ok;
}

function labelsBelow(resultsDir: string): string[] {
  if (!existsSync(resultsDir)) return [];
  return readdirSync(resultsDir)
    .map((run) => (readJson(path.join(resultsDir, run, 'run.json')) as { label?: unknown } | null)?.label)
    .filter((label): label is string => typeof label === 'string' && LABEL.test(label));
}
