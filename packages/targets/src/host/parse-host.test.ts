import fc from 'fast-check';
import os from 'node:os';
import { expect, it } from 'vitest';
import { describeHost } from './describe-host.js';
import { HOST_FILES } from './host-files.js';
import { countOnline, parseHost } from './parse-host.js';

it('reads the files of a host', () => {
  const described = parseHost({
    '/proc/cpuinfo': 'processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\nflags\t\t: fpu hypervisor\n',
    '/proc/meminfo': 'MemTotal:       16000000 kB\nMemFree: 1 kB\nSwapTotal:       0 kB\n',
    '/proc/loadavg': '0.42 0.30 0.20 1/500 12345\n',
    '/proc/mounts': 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n',
    '/proc/sys/kernel/osrelease': '6.1.0-18-amd64\n',
    '/etc/os-release': 'NAME="X"\nPRETTY_NAME="Some OS 12"\n',
    '/sys/devices/system/cpu/online': '0-3,8\n',
    '/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor': 'powersave\n',
    '/sys/kernel/mm/transparent_hugepage/enabled': 'always [madvise] never\n',
  });
  expect(described).toEqual({
    cpu_model: 'Some CPU @ 2.00GHz',
    nproc: 5,
    mem_total_kib: 16_000_000,
    swap_total_kib: 0,
    kernel: '6.1.0-18-amd64',
    os: 'Some OS 12',
    arch: null,
    hostname: null,
    governor: 'powersave',
    virtualisation: 'vm',
    cgroup_version: 2,
    transparent_hugepages: 'madvise',
    load1: 0.42,
  });
});

it('takes the version of the hierarchy that holds the memory controller', () => {
  const hybrid = 'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\ncgroup /m cgroup rw,memory 0 0\n';
  expect(parseHost({ '/proc/mounts': hybrid }).cgroup_version).toBe(1);
  expect(parseHost({ '/proc/mounts': 'proc /proc proc rw 0 0\n' }).cgroup_version).toBeNull();
});

it('tells machines and containers apart', () => {
  expect(parseHost({ '/proc/cpuinfo': 'processor : 0\nflags : fpu\n' }).virtualisation).toBe('none');
  expect(parseHost({ '/.dockerenv': '' }).virtualisation).toBe('docker');
  expect(parseHost({ '/sys/class/dmi/id/sys_vendor': 'QEMU\n' }).virtualisation).toBe('vm');
  expect(parseHost({}).virtualisation).toBeNull();
});

it('says null for what is missing or makes no sense, and never throws', () => {
  expect(new Set(Object.values(parseHost({})))).toEqual(new Set([null]));
  expect(['', '3-1', 'x', '0-'].map(countOnline)).toEqual([null, null, null, null]);
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...HOST_FILES), fc.string()), (texts) => void parseHost(texts)),
  );
});

it('describes this host as the system does', async () => {
  expect(await describeHost()).toMatchObject({
    nproc: os.cpus().length,
    kernel: os.release(),
    arch: os.machine(),
    hostname: os.hostname(),
    mem_total_kib: os.totalmem() / 1024,
  });
});
