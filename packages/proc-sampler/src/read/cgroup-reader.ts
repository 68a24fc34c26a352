import { readFileSync } from 'node:fs';
import {
  keyedNumber,
  parseCgroupMounts,
  parseCgroupPaths,
  parseSingleNumber,
  type CgroupMount,
} from '../parse/cgroup.js';
import type { CgroupReading } from '../reading.js';
import { OptionalFile } from './kept-file.js';

/** The folder of a hierarchy that is `path`'s, or `null` when it lies outside the mount or is the whole machine's. */
function folderOf(mount: CgroupMount | undefined, path: string | undefined | null): string | null {
  if (mount === undefined || path === undefined || path === null) return null;
  // The root group of a v1 hierarchy is the machine; a v2 root that is one simply lacks memory.current.
  if (mount.version === 1 && path === '/' && mount.root === '/') return null;
  const root = mount.root === '/' ? '' : mount.root;
  if (root !== '' && path !== root && !path.startsWith(root + '/')) return null;
  const below = path.slice(root.length);
  return mount.mountPoint + (below === '/' ? '' : below);
}

/** Reads the accounting of one process's control group, v1 or v2 by controller; the files stay open. */
export class CgroupReader {
  readonly #files: OptionalFile[] = [];
  readonly #readers: (() => Partial<CgroupReading>)[] = [];

  constructor(procRoot: string, pid: number) {
    let paths: string;
    let mountinfo: string;
    try {
      paths = readFileSync(`${procRoot}/${pid}/cgroup`, 'latin1');
      mountinfo = readFileSync(`${procRoot}/self/mountinfo`, 'latin1');
    } catch {
      return;
    }
    const { unified, v1 } = parseCgroupPaths(paths);
    const mounts = parseCgroupMounts(mountinfo);
    const v1Folder = (controller: string): string | null =>
      folderOf(
        mounts.find((mount) => mount.version === 1 && mount.controllers.includes(controller)),
        v1.get(controller),
      );
    const v2 = folderOf(
      mounts.find((mount) => mount.version === 2),
      unified,
    );
    if (v1.has('memory')) this.#memoryV1(v1Folder('memory'));
    else this.#memoryV2(v2);
    if (v1.has('cpuacct') || v1.has('cpu')) this.#cpuV1(v1Folder('cpuacct'), v1Folder('cpu'));
    else this.#cpuV2(v2);
  }

  /** `null` when nothing of the group can be read. */
  read(): CgroupReading | null {
    const reading: CgroupReading = {
      memoryKib: null,
      anonymousKib: null,
      fileKib: null,
      swapKib: null,
      cpuTimeS: null,
      throttledS: null,
      throttledPeriods: null,
    };
    for (const read of this.#readers) Object.assign(reading, read());
    return Object.values(reading).some((value) => value !== null) ? reading : null;
  }

  close(): void {
    for (const file of this.#files) file.close();
  }

  #open(folder: string, name: string): () => string {
    const file = new OptionalFile(`${folder}/${name}`);
    this.#files.push(file);
    return () => file.read() ?? '';
  }

  #memoryV1(folder: string | null): void {
    if (folder === null) return;
    const usage = this.#open(folder, 'memory.usage_in_bytes');
    const stat = this.#open(folder, 'memory.stat');
    this.#readers.push(() => {
      const text = stat();
      const sum = (key: string): number | null =>
        kib(keyedNumber(text, `total_${key}`) ?? keyedNumber(text, key));
      return {
        memoryKib: kib(parseSingleNumber(usage())),
        anonymousKib: sum('rss'),
        fileKib: sum('cache'),
        swapKib: sum('swap'),
      };
    });
  }

  #memoryV2(folder: string | null): void {
    if (folder === null) return;
    const current = this.#open(folder, 'memory.current');
    const stat = this.#open(folder, 'memory.stat');
    const swap = this.#open(folder, 'memory.swap.current');
    this.#readers.push(() => {
      const memoryKib = kib(parseSingleNumber(current()));
      if (memoryKib === null) return {};
      const text = stat();
      return {
        memoryKib,
        anonymousKib: kib(keyedNumber(text, 'anon')),
        fileKib: kib(keyedNumber(text, 'file')),
        swapKib: kib(parseSingleNumber(swap())),
      };
    });
  }

  #cpuV1(accounting: string | null, bandwidth: string | null): void {
    const usage = accounting === null ? null : this.#open(accounting, 'cpuacct.usage');
    const stat = bandwidth === null ? null : this.#open(bandwidth, 'cpu.stat');
    this.#readers.push(() => {
      const text = stat?.() ?? '';
      return {
        cpuTimeS: inSeconds(parseSingleNumber(usage?.() ?? ''), 1e9),
        throttledS: inSeconds(keyedNumber(text, 'throttled_time'), 1e9),
        throttledPeriods: keyedNumber(text, 'nr_throttled'),
      };
    });
  }

  #cpuV2(folder: string | null): void {
    if (folder === null) return;
    const stat = this.#open(folder, 'cpu.stat');
    // cgroup.type exists in every group but the root, whose cpu.stat is the machine's.
    const isRoot = this.#open(folder, 'cgroup.type')() === '';
    if (isRoot) return;
    this.#readers.push(() => {
      const text = stat();
      return {
        cpuTimeS: inSeconds(keyedNumber(text, 'usage_usec'), 1e6),
        throttledS: inSeconds(keyedNumber(text, 'throttled_usec'), 1e6),
        throttledPeriods: keyedNumber(text, 'nr_throttled'),
      };
    });
  }
}

function kib(bytes: number | null): number | null {
  return bytes === null ? null : Math.round(bytes / 1024);
}

function inSeconds(value: number | null, perSecond: number): number | null {
  return value === null ? null : value / perSecond;
}
