import { fieldOfLine } from './scan-number.js';

/** Where a process stands in the control groups: one path per v1 controller, one for v2. */
export interface CgroupPaths {
  /** Path in the v2 tree (`0::/path`), `null` when the line is absent. */
  unified: string | null;
  v1: ReadonlyMap<string, string>;
}

/** Parses `/proc/PID/cgroup` (cgroups(7)). Lines that do not fit are passed over: new controllers are no error. */
export function parseCgroupPaths(text: string): CgroupPaths {
  let unified: string | null = null;
  const v1 = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = /^(\d+):([^:]*):(\/.*)$/.exec(line);
    if (match === null) continue;
    const [, id, controllers, path] = match as unknown as [string, string, string, string];
    if (id === '0' && controllers === '') unified = path;
    for (const controller of controllers.split(',')) if (controller !== '') v1.set(controller, path);
  }
  return { unified, v1 };
}

/** A mounted cgroup hierarchy as this process sees it. */
export interface CgroupMount {
  version: 1 | 2;
  controllers: readonly string[];
  /** Which part of the hierarchy is mounted. */
  root: string;
  mountPoint: string;
}

/** Cgroup mounts of `/proc/self/mountinfo` (proc_pid_mountinfo(5)). */
export function parseCgroupMounts(mountinfo: string): CgroupMount[] {
  const mounts: CgroupMount[] = [];
  for (const line of mountinfo.split('\n')) {
    const [left = '', right] = line.split(' - ');
    if (right === undefined) continue;
    const [type = '', , superOptions = ''] = right.split(' ');
    if (type !== 'cgroup' && type !== 'cgroup2') continue;
    const fields = left.split(' ');
    mounts.push({
      version: type === 'cgroup2' ? 2 : 1,
      controllers: type === 'cgroup2' ? [] : superOptions.split(','),
      root: unescapeOctal(fields[3] ?? '/'),
      mountPoint: unescapeOctal(fields[4] ?? '/'),
    });
  }
  return mounts;
}

/** mountinfo writes space, tab, newline and backslash as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));
}

/** The number in a file that holds only one (`memory.current`); `null` for `max` or anything else. */
export function parseSingleNumber(text: string): number | null {
  const match = /^(\d+)\n?$/.exec(text);
  return match === null ? null : Number(match[1]);
}

/** A counter of a flat keyed file (`cpu.stat`, `memory.stat`). */
export function keyedNumber(text: string, key: string): number | null {
  return fieldOfLine(text, key + ' ');
}
