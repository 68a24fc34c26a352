import { describe, expect, it } from 'vitest';
import type { ExaminedGroup } from './examine.js';
import { CHECKS, examine } from './examine.js';
import type { Finding, HostReader } from './finding.js';

type Ran = Awaited<ReturnType<HostReader['run']>>;

const said = (stdout: string, code = 0, stderr = ''): Ran => ({ code, stdout, stderr });

/** A host on which all is well. */
const FILES: Record<string, string> = {
  '/proc/self/stat': '1 (x)',
  '/proc/self/status': 'CapEff:\t000001ffffffffff\n',
  '/proc/self/smaps_rollup': 'Rss: 1 kB',
  '/proc/self/smaps': 'Rss: 1 kB',
  '/proc/self/schedstat': '1 2 3',
  '/proc/self/limits': 'Max open files            20000                20000                files\n',
  '/proc/mounts': 'proc /proc proc rw 0 0\n',
  '/proc/pressure/cpu': 'some avg10=0.00',
  '/proc/loadavg': '0.10 0.10 0.10 1/100 1\n',
  '/proc/cpuinfo': 'flags : fpu sse2\n',
  '/proc/sys/kernel/yama/ptrace_scope': '0\n',
  '/proc/sys/kernel/perf_event_paranoid': '1\n',
  '/proc/sys/kernel/randomize_va_space': '0\n',
  '/sys/fs/cgroup/cgroup.controllers': 'cpu memory',
  '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'performance\n',
  '/sys/devices/system/cpu/intel_pstate/no_turbo': '1\n',
  '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
  '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'tsc\n',
  '/home/me/.ssh/known_hosts': 'robot ssh-ed25519 AAAA\n',
};

const RUNS: Record<string, Ran> = {
  'docker version --format {{.Server.Version}}': said('28.0.0\n'),
  'docker compose version --short': said('2.30.0\n'),
  'ssh -V': said('', 0, 'OpenSSH_9.2p1, OpenSSL 3\n'),
  'heaptrack --version': said('heaptrack 1.4.0\n'),
  'valgrind --version': said('valgrind-3.19.0\n'),
  'gdb --version': said('GNU gdb (Debian 13.1-3) 13.1\n'),
};

interface Change {
  files?: Record<string, string | null>;
  runs?: Record<string, Ran>;
  over?: Partial<HostReader>;
}

function hostWith({ files = {}, runs = {}, over = {} }: Change = {}): HostReader {
  const texts: Record<string, string | null> = { ...FILES, ...files };
  const results: Record<string, Ran> = { ...RUNS, ...runs };
  return {
    read: (path) => texts[path] ?? null,
    list: () => [],
    run: (argv) => Promise.resolve(results[argv.join(' ')] ?? null),
    nodeVersion: 'v20.20.2',
    uid: 1000,
    env: { HOME: '/home/me' },
    resultsFolder: () => ({ path: '/results', freeBytes: 5e10, writable: true }),
    cpuShares: () => Promise.resolve({ busy: 0.02, steal: 0 }),
    cores: 4,
    ...over,
  };
}

function all(groups: readonly ExaminedGroup[]): Finding[] {
  return groups.flatMap((group) => group.findings);
}

describe('the doctor', () => {
  it('finds nothing on a host where all is well', async () => {
    const findings = all(await examine(hostWith()));
    expect(findings.filter((finding) => finding.state !== 'ok')).toEqual([]);
    expect(findings).toHaveLength(CHECKS.reduce((sum, group) => sum + group.checks.length, 0));
  });

  it.each<[string, string, string, Change, RegExp]>([
    ['an old Node', 'node', 'broken', { over: { nodeVersion: 'v18.0.0' } }, /20\.19/],
    [
      'a folder without rights',
      'results',
      'broken',
      { over: { resultsFolder: () => ({ path: '/r', freeBytes: 1e12, writable: false }) } },
      /--results-dir/,
    ],
    [
      'a full disk',
      'results',
      'broken',
      { over: { resultsFolder: () => ({ path: '/r', freeBytes: 1e6, writable: true }) } },
      /make room/,
    ],
    [
      'a disk that is nearly full',
      'results',
      'problem',
      { over: { resultsFolder: () => ({ path: '/r', freeBytes: 5e8, writable: true }) } },
      /make room/,
    ],
    [
      'few open files',
      'open-files',
      'problem',
      { files: { '/proc/self/limits': 'Max open files   256   256   files\n' } },
      /prlimit/,
    ],
    ['no /proc', 'proc', 'broken', { files: { '/proc/self/stat': null } }, /mount/],
    ['an old kernel', 'proc', 'problem', { files: { '/proc/self/smaps_rollup': null } }, /memory-interval/],
    [
      'an ordinary user',
      'foreign-maps',
      'note',
      { files: { '/proc/self/status': 'CapEff:\t0000000000000000\n' } },
      /setcap/,
    ],
    [
      'hidepid',
      'hidepid',
      'problem',
      { files: { '/proc/mounts': 'proc /proc proc rw 0 0\nproc /proc proc rw,hidepid=2 0 0\n' } },
      /remount/,
    ],
    ['no pressure', 'pressure', 'note', { files: { '/proc/pressure/cpu': null } }, /psi=1/],
    ['no schedstat', 'schedstat', 'note', { files: { '/proc/self/schedstat': null } }, /windows/],
    ['no cgroups', 'cgroup', 'note', { files: { '/sys/fs/cgroup/cgroup.controllers': null } }, /cgroup2/],
    [
      'no engine',
      'engine',
      'missing',
      { runs: { 'docker version --format {{.Server.Version}}': null } },
      /docker\.io/,
    ],
    [
      'an engine that is down',
      'engine',
      'missing',
      {
        runs: {
          'docker version --format {{.Server.Version}}': said('', 1, 'Cannot connect to the Docker daemon'),
        },
      },
      /systemctl/,
    ],
    [
      'an engine that refuses us',
      'engine',
      'missing',
      { runs: { 'docker version --format {{.Server.Version}}': said('', 1, 'permission denied') } },
      /usermod/,
    ],
    ['no compose', 'compose', 'missing', { runs: { 'docker compose version --short': null } }, /compose/],
    ['no ssh', 'ssh', 'missing', { runs: { 'ssh -V': null } }, /openssh/],
    ['no known hosts', 'ssh', 'note', { files: { '/home/me/.ssh/known_hosts': null } }, /accept-new/],
    ['no heaptrack', 'heaptrack', 'missing', { runs: { 'heaptrack --version': null } }, /apt-get/],
    ['no valgrind', 'valgrind', 'missing', { runs: { 'valgrind --version': null } }, /apt-get/],
    ['no gdb', 'gdb', 'missing', { runs: { 'gdb --version': null } }, /apt-get/],
    [
      'a gdb too old for the processor',
      'gdb',
      'problem',
      { files: { '/proc/cpuinfo': 'flags : fpu amx_tile\n' } },
      /gdb 14/,
    ],
    [
      'yama',
      'ptrace',
      'problem',
      { files: { '/proc/sys/kernel/yama/ptrace_scope': '1\n' } },
      /ptrace_scope=0/,
    ],
    [
      'yama for good',
      'ptrace',
      'problem',
      { files: { '/proc/sys/kernel/yama/ptrace_scope': '3\n' } },
      /boot with/,
    ],
    [
      'a guarded perf',
      'perf',
      'note',
      { files: { '/proc/sys/kernel/perf_event_paranoid': '4\n' } },
      /paranoid=1/,
    ],
    ['one core', 'cores', 'problem', { over: { cores: 1 } }, /another host/],
    [
      'a saving governor',
      'governor',
      'problem',
      { files: { '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n' } },
      /performance/,
    ],
    [
      'turbo',
      'turbo',
      'note',
      { files: { '/sys/devices/system/cpu/intel_pstate/no_turbo': '0\n' } },
      /no_turbo/,
    ],
    [
      'huge pages',
      'huge-pages',
      'note',
      { files: { '/sys/kernel/mm/transparent_hugepage/enabled': '[always] madvise never\n' } },
      /madvise/,
    ],
    [
      'a slow clock',
      'clock',
      'problem',
      { files: { '/sys/devices/system/clocksource/clocksource0/current_clocksource': 'hpet\n' } },
      /tsc/,
    ],
    [
      'steal',
      'steal',
      'problem',
      { over: { cpuShares: () => Promise.resolve({ busy: 0, steal: 0.2 }) } },
      /another host/,
    ],
    [
      'other load',
      'other-load',
      'problem',
      { over: { cpuShares: () => Promise.resolve({ busy: 0.5, steal: 0 }) } },
      /--strict/,
    ],
    [
      'a load average',
      'other-load',
      'problem',
      { files: { '/proc/loadavg': '9.00 1 1 1/1 1\n' } },
      /--strict/,
    ],
  ])('names %s and the line that fixes it', async (_what, id, state, change, fix) => {
    const found = all(await examine(hostWith(change))).find((finding) => finding.id === id);
    expect(found).toMatchObject({ state, fix: expect.stringMatching(fix) });
    expect(found?.means).not.toBe('');
  });

  it('goes on when one question cannot be answered', async () => {
    const broken = hostWith({ over: { list: () => [], cpuShares: () => Promise.reject(new Error('no')) } });
    const findings = all(await examine(broken));
    expect(findings.filter((finding) => finding.found.includes('could not be looked at: no'))).toHaveLength(
      2,
    );
  });
});
