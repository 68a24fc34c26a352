import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { errnoOf } from '../errors.js';
import { readProcStat } from '../process/proc-stat.js';

/** Whether a container's process can be read through this host's `/proc`. */
export type HostPidProof =
  | { proven: true; pid: number; startTicks: string; memoryReadable: boolean; missing: string | null }
  | { proven: false; pid: null; missing: string };

/** The part of the engine's answer about a container that the proof needs. */
export interface ContainerIdentity {
  /** Full id, 64 hexadecimal digits. */
  id: string;
  /** The process id the engine names; 0 when the container does not run. */
  enginePid: number;
}

/**
 * Proves that a process id named by the engine is that container's process on this host: the number may be
 * somebody else's when the engine is remote or when we are in a container ourselves. The proof is the
 * container's own id in `/proc/PID/cgroup`. `missing` says in words what stands in the way of reading it.
 */
export function provenHostPid(container: ContainerIdentity, procRoot = '/proc'): HostPidProof {
  const { id, enginePid } = container;
  if (!/^[0-9a-f]{64}$/.test(id)) return unproven(`'${id}' is not a full container id`);
  if (!(enginePid > 0)) return unproven('the container does not run');
  let cgroup: string;
  try {
    cgroup = readFileSync(`${procRoot}/${enginePid}/cgroup`, 'utf8');
  } catch (error) {
    const why = errnoOf(error);
    if (why === 'EACCES' || why === 'EPERM')
      return unproven(`${procRoot}/${enginePid}/cgroup may not be read (${why})`);
    return unproven(
      `process ${enginePid}, which the engine names, is not visible in ${procRoot}: the engine runs on another host or in another pid namespace`,
    );
  }
  if (!belongsTo(cgroup, id)) {
    return unproven(
      `process ${enginePid} of this host is not the container's (its cgroup does not name ${id.slice(0, 12)}): the engine runs on another host or in another pid namespace`,
    );
  }
  const stat = procRoot === '/proc' ? readProcStat(enginePid) : null;
  const missing = memoryBarrier(`${procRoot}/${enginePid}`);
  return {
    proven: true,
    pid: enginePid,
    startTicks: stat?.startTicks ?? '',
    memoryReadable: missing === null,
    missing,
  };
}

/** Whether the text of `/proc/PID/cgroup` (v1 or v2) places the process in the container's group. */
export function belongsTo(cgroup: string, containerId: string): boolean {
  // hierarchy:controllers:path - the id is a path segment, alone or as in `docker-ID.scope`.
  return cgroup.split('\n').some((line) => {
    const path = line.split(':').slice(2).join(':');
    return path
      .split('/')
      .some((part) => part === containerId || part.replace(/\.scope$/, '').endsWith(`-${containerId}`));
  });
}

// Opening is not enough: the kernel checks the right to look into another process when it is read.
function memoryBarrier(dir: string): string | null {
  for (const name of ['smaps_rollup', 'smaps']) {
    try {
      const fd = openSync(`${dir}/${name}`, 'r');
      try {
        readSync(fd, Buffer.alloc(64), 0, 64, 0);
        return null;
      } finally {
        closeSync(fd);
      }
    } catch (error) {
      const why = errnoOf(error);
      if (why === 'ENOENT') continue;
      return `the memory map of the container's process may not be read (${why}): run as root or with CAP_SYS_PTRACE, or as the container's user`;
    }
  }
  return `${dir} has neither smaps_rollup nor smaps`;
}

function unproven(missing: string): HostPidProof {
  return { proven: false, pid: null, missing };
}
