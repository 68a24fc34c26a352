import { expect, it } from 'vitest';
import { describeProcess } from './describe-process.js';
import { allocatorOf, librariesInMaps } from './parse-maps.js';

const LIB = '/usr/lib/x86_64-linux-gnu';

it('lists each shared library once, with odd names, and nothing else', () => {
  const maps = [
    '55d0c0000000-55d0c0001000 r-xp 00000000 fe:00 12 /usr/bin/program',
    `7f0000000000-7f0000001000 r--p 00000000 fe:00 13 ${LIB}/libc.so.6`,
    `7f0000001000-7f0000002000 r-xp 00001000 fe:00 13 ${LIB}/libc.so.6`,
    '7f0000003000-7f0000004000 r-xp 00000000 fe:00 14 /opt/my lib/libodd.so.1.2 (deleted)',
    '7f0000005000-7f0000006000 rw-p 00000000 00:00 0 [heap]',
    '7f0000007000-7f0000008000 rw-s 00000000 00:01 15 /memfd:x (deleted)',
    'garbage',
  ].join('\n');
  expect(librariesInMaps(maps)).toEqual(['/opt/my lib/libodd.so.1.2', `${LIB}/libc.so.6`]);
});

it('names the allocator that is in force: a replacement before the C library', () => {
  const libc = `${LIB}/libc.so.6`;
  expect(allocatorOf([libc])).toBe('glibc');
  expect(allocatorOf([libc, `${LIB}/libjemalloc.so.2`])).toBe('jemalloc');
  expect(allocatorOf([libc, `${LIB}/libtcmalloc_minimal.so.4`])).toBe('tcmalloc');
  expect(allocatorOf([libc, '/usr/lib/libmimalloc.so.2.1'])).toBe('mimalloc');
  expect(allocatorOf(['/lib/ld-musl-x86_64.so.1'])).toBe('musl');
  expect(allocatorOf([])).toBe('static');
  expect(allocatorOf(['/opt/libother.so'])).toBe('unknown');
});

it('describes this very process, and says when there is none', async () => {
  const me = await describeProcess(process.pid);
  expect(me).toMatchObject({ pid: process.pid, exe: process.execPath, allocator: 'glibc' });
  expect(me.threads?.count).toBeGreaterThan(1);
  await expect(describeProcess(2 ** 22 + 1)).rejects.toMatchObject({ code: 'MEDKIT_PROCESS_GONE' });
  // A kernel thread has no program and maps nothing; a container shows none.
  const two = await describeProcess(2).catch(() => null);
  if (two?.comm !== 'kthreadd') return;
  expect(two).toMatchObject({ cmdline: null, allocator: null, libraries: null });
});
