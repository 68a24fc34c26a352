import type { Check } from '../finding.js';
import { finding, ok } from '../finding.js';

/** The files of /proc that every sample reads. */
export const procCheck: Check = (host) => {
  const missing = ['stat', 'status'].filter((name) => host.read(`/proc/self/${name}`) === null);
  if (missing.length > 0)
    return finding(
      'proc',
      'broken',
      `/proc/self/${missing.join(', /proc/self/')} cannot be read`,
      'nothing can be sampled',
      'mount -t proc proc /proc',
    );
  if (host.read('/proc/self/smaps_rollup') !== null)
    return ok('proc', 'stat, status and smaps_rollup are readable');
  if (host.read('/proc/self/smaps') !== null)
    return finding(
      'proc',
      'problem',
      'no smaps_rollup in this kernel',
      'memory maps are summed from smaps, which costs about ten times as much a sample',
      'use --memory-interval 5s or longer, or Linux 4.14 or newer',
    );
  return finding(
    'proc',
    'problem',
    'neither smaps_rollup nor smaps can be read',
    'USS and PSS stay unknown; RSS and anonymous memory are still measured',
    'run as the owner of the process or as root',
  );
};

const CAP_SYS_PTRACE = 19n;

/** Whether memory maps of processes of other users can be read. */
export const foreignMapsCheck: Check = (host) => {
  const effective = /^CapEff:\s*([0-9a-f]+)/m.exec(host.read('/proc/self/status') ?? '')?.[1];
  const capable = effective !== undefined && (BigInt(`0x${effective}`) >> CAP_SYS_PTRACE) % 2n === 1n;
  if (capable) return ok('foreign-maps', 'memory maps of every process are readable (CAP_SYS_PTRACE)');
  return finding(
    'foreign-maps',
    'note',
    'only memory maps of your own processes are readable',
    'USS of a container that runs as root stays unknown, or is read through a stream inside it',
    'sudo setcap cap_sys_ptrace+ep "$(readlink -f "$(command -v node)")", or run as root',
  );
};

/** hidepid hides processes of others altogether. */
export const hidepidCheck: Check = (host) => {
  // What is mounted last lies on top.
  const mount = (host.read('/proc/mounts') ?? '')
    .split('\n')
    .findLast((line) => line.split(' ')[1] === '/proc');
  const level = /hidepid=(\w+)/.exec(mount ?? '')?.[1];
  if (level === undefined || level === '0' || level === 'off' || host.uid === 0)
    return ok('hidepid', '/proc shows every process');
  return finding(
    'hidepid',
    'problem',
    `/proc is mounted with hidepid=${level}`,
    'processes of other users cannot be found or watched',
    'sudo mount -o remount,hidepid=0 /proc',
  );
};

/** Pressure stall information: the best sign of a busy host. */
export const pressureCheck: Check = (host) =>
  host.read('/proc/pressure/cpu') === null
    ? finding(
        'pressure',
        'note',
        'no pressure stall information',
        'host noise is judged by load, CPU use and steal alone',
        'boot with psi=1',
      )
    : ok('pressure', 'pressure stall information is there');

/** Thread times in nanoseconds instead of 10 ms ticks. */
export const schedstatCheck: Check = (host) =>
  host.read('/proc/self/schedstat') === null
    ? finding(
        'schedstat',
        'note',
        'no schedstat in this kernel',
        'CPU is counted in ticks of 10 ms: short windows are coarse',
        'use windows of 30 s or longer',
      )
    : ok('schedstat', 'thread times are counted in nanoseconds');

/** Which control groups there are. */
export const cgroupCheck: Check = (host) => {
  if (host.read('/sys/fs/cgroup/cgroup.controllers') !== null) return ok('cgroup', 'cgroup v2');
  if (host.list('/sys/fs/cgroup').includes('memory')) return ok('cgroup', 'cgroup v1');
  return finding(
    'cgroup',
    'note',
    'no control groups are mounted',
    'memory, CPU and throttling of the group stay unknown',
    'mount -t cgroup2 none /sys/fs/cgroup',
  );
};
