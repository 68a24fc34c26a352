import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { librarySharers } from './library-sharers.js';

const DDS = '7f0000000000-7f0000100000 r-xp 00000000 08:01 42 /opt/ros/lib/libddsc.so.0';
const RCL = '7f0000200000-7f0000300000 r-xp 00000000 08:01 43 /opt/ros/lib/librcl.so (deleted)';
const LIBC = '7f0000400000-7f0000500000 r-xp 00000000 08:01 44 /usr/lib/libc.so.6';
const HEAP = '55550000-55560000 rw-p 00000000 00:00 0 [heap]';

let proc: string;
beforeAll(() => {
  proc = mkdtempSync(path.join(os.tmpdir(), 'medkit-proc-'));
  const smaps = [DDS, 'Shared_Clean: 700 kB', 'Shared_Dirty: 8 kB', RCL, 'Shared_Clean: 900 kB']
    .concat(LIBC, 'Shared_Clean: 1500 kB', HEAP, 'Shared_Clean: 5000 kB')
    .join('\n');
  const give = (pid: number, comm: string, files: Record<string, string>): void => {
    mkdirSync(path.join(proc, String(pid)));
    for (const [name, text] of Object.entries({ comm: `${comm}\n`, ...files }))
      writeFileSync(path.join(proc, String(pid), name), text);
  };
  give(1, 'gateway_node', { smaps, maps: [DDS, RCL, LIBC].join('\n') });
  give(2, 'talker', { maps: [DDS.replace('08:01', '00:51'), LIBC, HEAP].join('\n') });
  give(3, 'node', { maps: [DDS, RCL].join('\n') });
  give(4, 'bash', { maps: LIBC });
  give(5, 'other-version', { maps: DDS.replace(' 42 ', ' 52 ') });
  give(6, 'gone', {});
});
afterAll(() => rmSync(proc, { recursive: true, force: true }));

describe('librarySharers', () => {
  it('names who maps the same files, and what of them is shared', async () => {
    expect(await librarySharers([1], new Set([3]), proc)).toEqual({
      shared_kib: 1608,
      processes: [
        {
          pid: 3,
          comm: 'node',
          ours: true,
          files: ['/opt/ros/lib/librcl.so (deleted)', '/opt/ros/lib/libddsc.so.0'],
          shared_kib: 1608,
        },
        { pid: 2, comm: 'talker', ours: false, files: ['/opt/ros/lib/libddsc.so.0'], shared_kib: 708 },
      ],
      more: 0,
      unreadable: 0,
    });
  });

  it('is null when the target cannot be looked into', async () => {
    expect(await librarySharers([99], new Set(), proc)).toBeNull();
  });

  it('finds another process of one program on this host', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      const found = await librarySharers([process.pid], new Set([child.pid ?? 0]));
      const sharer = found?.processes.find(({ pid }) => pid === child.pid);
      // Other programs on a shared machine may push it off the list.
      expect(sharer !== undefined || (found?.more ?? 0) > 0).toBe(true);
      expect(found?.shared_kib).toBeGreaterThan(512);
    } finally {
      child.kill('SIGKILL');
    }
  });
});
