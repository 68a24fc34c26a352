import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CgroupReader } from './cgroup-reader.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'proc-sampler-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Lays out a proc root and mounted hierarchies below a temporary folder. */
function layOut(files: Readonly<Record<string, string>>): CgroupReader {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text.replaceAll('ROOT', root));
  }
  return new CgroupReader(join(root, 'proc'), 42);
}

const V2_MOUNT = '30 23 0:26 / ROOT/cg rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n';

test('version 2', () => {
  const reader = layOut({
    'proc/42/cgroup': '0::/system.slice/docker-ab12.scope\n',
    'proc/self/mountinfo': V2_MOUNT,
    'cg/system.slice/docker-ab12.scope/memory.current': '52428800\n',
    'cg/system.slice/docker-ab12.scope/memory.swap.current': '0\n',
    'cg/system.slice/docker-ab12.scope/memory.stat': 'anon 10485760\nfile 31457280\nkernel 1024\n',
    'cg/system.slice/docker-ab12.scope/cgroup.type': 'domain\n',
    'cg/system.slice/docker-ab12.scope/cpu.stat':
      'usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\nnr_periods 100\nnr_throttled 7\nthrottled_usec 350000\n',
  });
  expect(reader.read()).toEqual({
    memoryKib: 51200,
    anonymousKib: 10240,
    fileKib: 30720,
    swapKib: 0,
    cpuTimeS: 2.5,
    throttledS: 0.35,
    throttledPeriods: 7,
  });
  reader.close();
});

test('version 1, controllers apart, mounted from a container', () => {
  const reader = layOut({
    'proc/42/cgroup': '5:cpu,cpuacct:/docker/ab12\n4:memory:/docker/ab12\n0::/\n',
    'proc/self/mountinfo':
      '35 31 0:32 /docker/ab12 ROOT/memory rw - cgroup cgroup rw,memory\n' +
      '36 31 0:33 /docker/ab12 ROOT/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n',
    'memory/memory.usage_in_bytes': '52428800\n',
    'memory/memory.stat': 'cache 1\nrss 2\ntotal_cache 31457280\ntotal_rss 10485760\ntotal_swap 4096\n',
    'cpu,cpuacct/cpuacct.usage': '2500000000\n',
    'cpu,cpuacct/cpu.stat': 'nr_periods 100\nnr_throttled 7\nthrottled_time 350000000\n',
  });
  const read = reader.read();
  expect(read).toMatchObject({
    memoryKib: 51200,
    anonymousKib: 10240,
    fileKib: 30720,
    swapKib: 4,
    cpuTimeS: 2.5,
  });
  expect(read).toMatchObject({ throttledS: 0.35, throttledPeriods: 7 });
  reader.close();
});

test('the root group is the machine, not the target: nothing is said of it', () => {
  const reader = layOut({
    'proc/42/cgroup': '4:memory:/\n1:cpuacct:/\n0::/\n',
    'proc/self/mountinfo': V2_MOUNT + '35 31 0:32 / ROOT/memory rw - cgroup cgroup rw,memory\n',
    'memory/memory.usage_in_bytes': '52428800\n',
    'cg/cpu.stat': 'usage_usec 2500000\n',
  });
  expect(reader.read()).toBeNull();
  reader.close();
});

test('a group outside the mount and a missing proc say nothing', () => {
  const outside = layOut({
    'proc/42/cgroup': '0::/other\n',
    'proc/self/mountinfo': V2_MOUNT.replace(' / ROOT', ' /mine ROOT'),
  });
  expect(outside.read()).toBeNull();
  expect(new CgroupReader(join(root, 'nowhere'), 42).read()).toBeNull();
});
