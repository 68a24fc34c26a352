import { LeakToolsError } from '../errors.js';
import type { LeakHost } from '../leak-host.js';

/** A process as /proc/PID/stat tells it. */
export interface ProcessEntry {
  pid: number;
  parentPid: number;
  comm: string;
  /** `Z` for one that ended and was not waited for. */
  state: string;
  /** Ticks since boot at its start: with the pid, its identity. */
  startTicks: number;
}

/** All processes the host shows. Needs only `find` and `cat`, which the smallest images have. */
export async function listProcesses(host: LeakHost): Promise<ProcessEntry[]> {
  // Processes that end meanwhile make find complain and give a code; what was read still counts.
  const result = await host.exec(
    [
      'find',
      '/proc',
      '-mindepth',
      '2',
      '-maxdepth',
      '2',
      '-path',
      '/proc/[0-9]*/stat',
      '-exec',
      'cat',
      '{}',
      '+',
    ],
    { timeoutS: 20 },
  );
  const entries = parseStats(result.stdout);
  if (entries.length > 0) return entries;
  throw new LeakToolsError(
    'MEDKIT_LEAK_READ',
    `cannot list processes where the program runs: ${result.stderr.trim().slice(0, 300) || 'nothing was printed'}. It needs find and cat, and /proc.`,
  );
}

/** The entries in concatenated /proc/PID/stat lines; lines that are none are skipped. */
export function parseStats(text: string): ProcessEntry[] {
  return text.split('\n').flatMap((line) => {
    // The name may hold blanks and brackets; the last bracket ends it.
    const match = /^(\d+) \((.*)\) (\S) (\d+) (.*)$/.exec(line);
    if (match === null) return [];
    const startTicks = Number(match[5]?.split(' ')[17]);
    if (!Number.isFinite(startTicks)) return [];
    return [
      {
        pid: Number(match[1]),
        comm: match[2] as string,
        state: match[3] as string,
        parentPid: Number(match[4]),
        startTicks,
      },
    ];
  });
}

/** The processes below `pid`, nearest first. */
export function descendants(processes: readonly ProcessEntry[], pid: number): ProcessEntry[] {
  const found: ProcessEntry[] = [];
  const seen = new Set([pid]);
  for (let layer = [pid]; layer.length > 0;) {
    const next = processes.filter((one) => layer.includes(one.parentPid) && !seen.has(one.pid));
    for (const one of next) seen.add(one.pid);
    found.push(...next);
    layer = next.map((one) => one.pid);
  }
  return found;
}

/** Pids of processes that have `text` within one of their arguments. */
export async function pidsWithArgument(host: LeakHost, text: string): Promise<number[]> {
  const result = await host.exec(
    [
      'find',
      '/proc',
      '-mindepth',
      '2',
      '-maxdepth',
      '2',
      '-path',
      '/proc/[0-9]*/cmdline',
      '-exec',
      'grep',
      '-l',
      '-F',
      '-e',
      text,
      '{}',
      '+',
    ],
    { timeoutS: 20 },
  );
  return result.stdout
    .split('\n')
    .flatMap((line) => /^\/proc\/(\d+)\/cmdline$/.exec(line)?.[1] ?? [])
    .map(Number);
}
