import { readdir, readFile } from 'node:fs/promises';
import type { FilePages } from './mapped-files.js';
import { mappedFiles, sharedFilePages } from './mapped-files.js';

/** A process that maps the target's files too. */
export interface LibrarySharer {
  pid: number;
  comm: string;
  /** Started by this program: its helpers, such as the graph's host. */
  ours: boolean;
  /** Files beyond the C runtime that both map, by how much of them the target holds, most first. */
  files: string[];
  /** What the target holds of them in memory and counts as shared, so that its USS leaves it out. */
  shared_kib: number;
}

/** Who else on this host maps the target's libraries: that lowers its USS by what would be its own alone. */
export interface LibrarySharers {
  /** Of everything listed, each file once. */
  shared_kib: number;
  /** Most first, at most {@link MOST}. */
  processes: LibrarySharer[];
  /** Sharers that are not listed. */
  more: number;
  /** Processes whose maps may not be read. */
  unreadable: number;
}

/** Every process maps these; they say nothing. */
const C_RUNTIME =
  /\/(ld-linux[^/]*|ld-musl[^/]*|ld-2[^/]*|lib(c|m|dl|rt|pthread|gcc_s|stdc\+\+|resolv)[-.][^/]*)$/;
/** Less is not worth a line. */
const LEAST_KIB = 512;
const MOST = 10;
const MOST_FILES = 5;

/**
 * Looks once through the maps of every process on this host; to be called outside the window.
 * @param targets the processes that are measured
 * @param helpers those that this program started
 * @returns null when the target itself may not be looked into
 */
export async function librarySharers(
  targets: readonly number[],
  helpers: ReadonlySet<number>,
  procRoot = '/proc',
): Promise<LibrarySharers | null> {
  const held = await filesOf(targets, procRoot);
  if (held === null) return null;
  const sharers: (LibrarySharer & { keys: string[] })[] = [];
  let unreadable = 0;
  for (const name of await readdir(procRoot)) {
    const pid = Number(name);
    if (!/^\d+$/.test(name) || targets.includes(pid)) continue;
    const keys = await keysOf(pid, procRoot);
    if (keys === 'denied') unreadable += 1;
    if (!(keys instanceof Set)) continue;
    const common = [...held]
      .filter(([key]) => keys.has(key))
      .sort(([, a], [, b]) => b.sharedKib - a.sharedKib);
    const sharedKib = sum(common);
    if (sharedKib < LEAST_KIB) continue;
    const comm = (await text(`${procRoot}/${pid}/comm`))?.trim() ?? 'unknown';
    const files = common.slice(0, MOST_FILES).map(([, { path }]) => path);
    sharers.push({
      pid,
      comm,
      ours: helpers.has(pid),
      files,
      shared_kib: sharedKib,
      keys: common.map(([key]) => key),
    });
  }
  sharers.sort((a, b) => b.shared_kib - a.shared_kib);
  const keys = new Set(sharers.flatMap((sharer) => sharer.keys));
  return {
    shared_kib: sum([...held].filter(([key]) => keys.has(key))),
    processes: sharers.slice(0, MOST).map(({ keys: _, ...sharer }) => sharer),
    more: Math.max(0, sharers.length - MOST),
    unreadable,
  };
}

async function filesOf(targets: readonly number[], procRoot: string): Promise<Map<string, FilePages> | null> {
  const held = new Map<string, FilePages>();
  for (const pid of targets) {
    const smaps = await text(`${procRoot}/${pid}/smaps`);
    if (smaps === null) return null;
    for (const [key, pages] of sharedFilePages(smaps)) {
      const known = held.get(key);
      if (C_RUNTIME.test(pages.path) || (known && known.sharedKib >= pages.sharedKib)) continue;
      held.set(key, pages);
    }
  }
  return held;
}

async function keysOf(pid: number, procRoot: string): Promise<Set<string> | 'denied' | 'gone'> {
  try {
    return mappedFiles(await readFile(`${procRoot}/${pid}/maps`, 'latin1'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'EACCES' || code === 'EPERM' ? 'denied' : 'gone';
  }
}

function text(file: string): Promise<string | null> {
  return readFile(file, 'latin1').catch(() => null);
}

function sum(pages: readonly (readonly [string, FilePages])[]): number {
  return pages.reduce((kib, [, { sharedKib }]) => kib + sharedKib, 0);
}
