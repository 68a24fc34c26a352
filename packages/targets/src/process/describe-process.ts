import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { TargetError } from '../errors.js';
import { allocatorOf, librariesInMaps } from './parse-maps.js';
import type { ProcessDescription, ThreadCensus } from './process-description.js';

/** How often a process that seems to be starting is looked at again, 10 ms apart. */
const STARTING_LOOKS = 20;

/**
 * Describes a live process of this host; fields that may not be read are null.
 * @throws TargetError `MEDKIT_PROCESS_GONE` when there is no such process.
 */
export async function describeProcess(pid: number): Promise<ProcessDescription> {
  const dir = `/proc/${pid}`;
  const comm = await textOf(`${dir}/comm`);
  if (comm === null)
    throw new TargetError(
      'MEDKIT_PROCESS_GONE',
      `no process ${pid} can be seen on this host: it has ended, or /proc hides it (hidepid)`,
    );
  const maps = await settledMaps(dir);
  const [exe, cmdline, threads] = await Promise.all([
    readlink(`${dir}/exe`).catch(() => null),
    textOf(`${dir}/cmdline`),
    threadCensus(dir),
  ]);
  // A kernel thread and a zombie have an empty map: nothing is known of their allocator.
  const libraries = maps === null || maps === '' ? null : librariesInMaps(maps);
  return {
    pid,
    comm: comm.replace(/\n$/, ''),
    exe,
    cmdline: cmdline === null || cmdline === '' ? null : cmdline.replace(/\0$/, '').split('\0'),
    allocator: libraries === null ? null : allocatorOf(libraries),
    libraries,
    threads,
  };
}

// A process that was only just started maps its loader before any library: that is no answer yet.
async function settledMaps(dir: string): Promise<string | null> {
  for (let looks = 0; ; looks += 1) {
    const maps = await textOf(`${dir}/maps`);
    const isStarting = maps !== null && librariesInMaps(maps).every(isLoader) && maps.includes('/ld-');
    if (!isStarting || looks === STARTING_LOOKS) return maps;
    await delay(10);
  }
}

function isLoader(path: string): boolean {
  return /\/ld-linux[^/]*\.so|\/ld-\d[^/]*\.so|\/ld\.so/.test(path);
}

async function threadCensus(dir: string): Promise<ThreadCensus | null> {
  const ids = await readdir(`${dir}/task`).catch(() => null);
  if (ids === null) return null;
  const names = await Promise.all(ids.map((id) => textOf(`${dir}/task/${id}/comm`)));
  return census(names.filter((name) => name !== null).map((name) => name.replace(/\n$/, '')));
}

/** Counts threads by name, the most frequent first. */
export function census(names: readonly string[]): ThreadCensus {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { count: names.length, by_name: Object.fromEntries(sorted) };
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
