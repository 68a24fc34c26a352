import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { belongsTo, provenHostPid } from './host-pid.js';

const id = 'a1'.repeat(32);
const other = 'b2'.repeat(32);
const root = mkdtempSync(path.join(os.tmpdir(), 'medkit-proc-'));
afterAll(() => rmSync(root, { recursive: true }));

function fakeProcess(pid: number, cgroup: string, maps = 'smaps_rollup'): void {
  mkdirSync(path.join(root, String(pid)), { recursive: true });
  writeFileSync(path.join(root, String(pid), 'cgroup'), cgroup);
  if (maps !== '') writeFileSync(path.join(root, String(pid), maps), 'Rss: 1 kB\n');
}

it.each([
  ['v1', `12:memory:/docker/${id}\n1:name=systemd:/docker/${id}\n`],
  ['v2 with systemd', `0::/system.slice/docker-${id}.scope\n`],
  ['v2 without', `0::/docker/${id}\n`],
  ['v2 seen from another group namespace', `0::/../${id}\n`],
  ['a group below the container', `0::/docker/${id}/init.scope\n`],
  ['podman', `0::/machine.slice/libpod-${id}.scope\n`],
])('finds the container in a cgroup of %s', (_name, text) => {
  expect(belongsTo(text, id)).toBe(true);
  expect(belongsTo(text, other)).toBe(false);
});

it.each([
  '',
  '0::/\n',
  `0::/docker/${id}ff\n`,
  `0::/docker/${id.slice(0, 63)}\n`,
  `0::/user.slice/ff${id}\n`,
])('does not take %j for the container', (text) => expect(belongsTo(text, id)).toBe(false));

it('proves a process by its cgroup and says whether its memory may be read', () => {
  fakeProcess(11, `0::/docker/${id}\n`);
  expect(provenHostPid({ id, enginePid: 11 }, root)).toMatchObject({ proven: true, pid: 11, missing: null });
  fakeProcess(12, `0::/docker/${id}\n`, 'smaps');
  expect(provenHostPid({ id, enginePid: 12 }, root)).toMatchObject({ memoryReadable: true });
  fakeProcess(13, `0::/docker/${id}\n`, '');
  const without = provenHostPid({ id, enginePid: 13 }, root);
  expect(without).toMatchObject({ proven: true, memoryReadable: false });
  expect(without.missing).toMatch(/neither smaps_rollup nor smaps/);
});

it('names what is missing when the process is not here, is somebody else\u2019s, or the container stands still', () => {
  fakeProcess(21, `0::/docker/${other}\n`);
  expect(provenHostPid({ id, enginePid: 21 }, root)).toMatchObject({ proven: false, pid: null });
  expect(provenHostPid({ id, enginePid: 21 }, root).missing).toMatch(
    /not the container's.*another pid namespace/,
  );
  expect(provenHostPid({ id, enginePid: 99 }, root).missing).toMatch(/not visible/);
  expect(provenHostPid({ id, enginePid: 0 }, root).missing).toMatch(/does not run/);
  expect(provenHostPid({ id: 'short', enginePid: 21 }, root).missing).toMatch(/not a full container id/);
});
