import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import {
  findOneProcess,
  findProcesses,
  processTree,
  readStartTicks,
  sampleOnce,
  threadCensus,
  watchProcess,
} from '../src/index.js';
import { sleep, startSubject, subjectFolder, type Subject } from './subject.ts';

const isRoot = process.getuid?.() === 0;

describeWith(['gcc'], 'a local process', () => {
  let built: ReturnType<typeof subjectFolder>;
  const started: Subject[] = [];
  const start = async (): Promise<Subject> => {
    const subject = await startSubject(built.program);
    started.push(subject);
    return subject;
  };
  beforeAll(() => {
    built = subjectFolder();
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((subject) => subject.end()));
  });
  afterAll(() => built.remove());

  test('memory of a known size is found to one page per mapping, and in the right place', async () => {
    const subject = await start();
    const before = sampleOnce(subject.pid);
    for (const bytes of [10_485_760, 1_052_672, 65_536]) await subject.tell(`alloc ${bytes}`);
    const private_ = sampleOnce(subject.pid);
    const known = (10_485_760 + 1_052_672 + 65_536) / 1024;
    for (const key of ['uss_kib', 'anonymous_kib', 'private_dirty_kib', 'rss_kib', 'pss_kib'] as const) {
      expect(Math.abs(private_[key]! - before[key]! - known), key).toBeLessThanOrEqual(3 * 4);
    }
    await subject.tell('shared 2097152');
    const shared = sampleOnce(subject.pid);
    expect(Math.abs(shared.shmem_kib! - private_.shmem_kib! - 2048)).toBeLessThanOrEqual(4);
    expect(Math.abs(shared.anonymous_kib! - private_.anonymous_kib!)).toBeLessThanOrEqual(4);
    expect(Math.abs(shared.uss_kib! - private_.uss_kib! - 2048)).toBeLessThanOrEqual(4);
  });

  test('an unrelated process that maps the same library moves USS by megabytes, and the jump is named', async () => {
    const library = join(built.folder, 'library.so');
    // Flushed: pages not yet written to disk count as dirty, whoever maps them.
    writeFileSync(library, Buffer.alloc(4 * 1024 * 1024, 7), { flush: true });
    const subject = await start();
    await subject.tell(`file ${library}`);
    const watch = watchProcess({ pid: subject.pid, intervalS: 0.05, durationS: 20 });
    await sleep(200);
    const other = await start();
    await other.tell(`file ${library}`);
    await sleep(200);
    await other.end();
    await sleep(200);
    watch.stop();
    const { private_clean_jumps: jumps, samples, notes } = await watch.done;
    // The other process also shares the program itself, a smaller jump that may come a sample earlier.
    expect(new Set(jumps.map(({ cause }) => cause))).toEqual(new Set(['sharing']));
    const steps = jumps.map(({ from_kib, to_kib }) => to_kib - from_kib);
    expect(Math.min(...steps)).toBeLessThanOrEqual(-4096);
    expect(Math.max(...steps)).toBeGreaterThanOrEqual(4096);
    const uss = samples.map(({ uss_kib }) => uss_kib!);
    expect(Math.max(...uss) - Math.min(...uss)).toBeGreaterThanOrEqual(4096);
    expect(new Set(samples.map(({ anonymous_kib }) => anonymous_kib)).size).toBe(1);
    expect(notes.join()).toMatch(/judge growth by anonymous memory/);
  });

  test('CPU time is what the thread clocks say, also of threads born and gone between two samples', async () => {
    const subject = await start();
    const before = sampleOnce(subject.pid).cpu_time_s!;
    await subject.tell('spin 150');
    await subject.tell('burst 200');
    const after = sampleOnce(subject.pid).cpu_time_s!;
    expect(after - before).toBeGreaterThan(0.35 - 0.021);
    expect(after - before).toBeLessThan(0.35 + 0.03);
  });

  test('a window says how it ended: exit, and restart of the pid', async () => {
    const subject = await start();
    const watch = watchProcess({ pid: subject.pid, intervalS: 0.02 });
    await sleep(150);
    await subject.end();
    const { ended, samples } = await watch.done;
    expect(ended.reason).toBe('target-exited');
    expect(samples.length).toBeGreaterThan(1);
    expect(() => sampleOnce(subject.pid)).toThrow(expect.objectContaining({ code: 'MEDKIT_PROC_GONE' }));
  });

  test('another start time than the expected one is refused', async () => {
    const { pid } = await start();
    const startTicks = readStartTicks(pid)!;
    expect(sampleOnce(pid, { startTicks }).pid).toBe(pid);
    expect(() => sampleOnce(pid, { startTicks: startTicks - 1 })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_PROC_RESTARTED' }),
    );
  });

  test.runIf(isRoot)('a pid used again while it is watched ends the window as restarted', async (context) => {
    const subject = await start();
    const watch = watchProcess({ pid: subject.pid, intervalS: 0.25 });
    await sleep(100);
    await subject.end();
    // The kernel lets root name the last pid given out: the next process gets the freed number.
    let again: Subject | null = null;
    for (let i = 0; i < 20 && again?.pid !== subject.pid; i += 1) {
      writeFileSync('/proc/sys/kernel/ns_last_pid', String(subject.pid - 1));
      again = await start();
    }
    const { ended } = await watch.done;
    if (again?.pid !== subject.pid || ended.reason === 'target-exited')
      return context.skip('the pid was not given again in time');
    expect(ended.reason).toBe('target-restarted');
  });

  test('an exec keeps the process and reads its new memory', async () => {
    const subject = await start();
    await subject.tell('alloc 10485760');
    const watch = watchProcess({ pid: subject.pid, intervalS: 0.02 });
    await sleep(100);
    await subject.tell(`exec ${built.program}`);
    await sleep(150);
    watch.stop();
    const { samples, ended } = await watch.done;
    expect(ended.reason).toBe('stopped');
    expect(samples.at(-1)!.uss_kib).toBeLessThan(samples[0]!.uss_kib! - 10_000);
  });

  test('zombies and kernel threads are told apart from what can be measured', async () => {
    const subject = await start();
    const zombie = await subject.tell('zombie');
    expect(() => watchProcess({ pid: zombie, intervalS: 1 })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_PROC_ZOMBIE' }),
    );
    expect(findProcesses().some(({ pid }) => pid === zombie)).toBe(false);
    const tree = sampleOnce(subject.pid, { tree: true });
    expect(tree.process_count).toBe(1);
    if (existsSync('/proc/2/comm') && readFileSync('/proc/2/comm', 'utf8').trim() === 'kthreadd') {
      expect(() => sampleOnce(2)).toThrow(expect.objectContaining({ code: 'MEDKIT_PROC_KERNEL_THREAD' }));
    }
  });

  test.each([
    ['blanks and (paren) (s)', Buffer.from('a b) S 1 (c'), 'a b) S 1 (c'],
    ['bytes that are not UTF-8', Buffer.from([0x78, 0xff, 0x79]), 'x\ufffdy'],
  ])('a name with %s', async (_, bytes, shown) => {
    const subject = await start();
    await subject.tell(Buffer.concat([Buffer.from('name '), bytes]));
    expect(sampleOnce(subject.pid).num_threads).toBe(1);
    expect(findProcesses({ name: shown }).map(({ pid }) => pid)).toContain(subject.pid);
    expect(threadCensus(subject.pid)).toEqual([{ name: shown.replace(/\d/g, ''), count: 1 }]);
  });

  test('two processes of one name are listed, none is taken', async () => {
    const pair = [await start(), await start()];
    for (const subject of pair) await subject.tell('name medkit-twins');
    const failure = expect.objectContaining({
      code: 'MEDKIT_PROC_AMBIGUOUS',
      message: expect.stringMatching(new RegExp(`${pair[0]!.pid}[^]*${pair[1]!.pid}`)) as string,
    }) as Error;
    expect(() => findOneProcess({ name: 'medkit-twins' })).toThrow(failure);
    expect(() => findOneProcess({ name: 'medkit-none' })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_PROC_NOT_FOUND' }),
    );
  });

  test('a tree is followed as it grows, and PSS counts its shared pages once', async () => {
    const subject = await start();
    await subject.tell('alloc 8388608');
    const alone = sampleOnce(subject.pid, { tree: true });
    const children = [await subject.tell('child'), await subject.tell('child')];
    expect(processTree(subject.pid).sort()).toEqual([subject.pid, ...children].sort());
    const tree = sampleOnce(subject.pid, { tree: true });
    children.forEach((pid) => process.kill(pid, 'SIGKILL'));
    expect(tree.process_count).toBe(3);
    expect(tree.num_threads).toBe(3);
    // Forked pages belong to nobody alone: USS falls by what is shared, PSS does not.
    expect(tree.uss_kib!).toBeLessThan(alone.uss_kib! - 8000);
    expect(tree.pss_kib!).toBeGreaterThan(alone.pss_kib! - 8);
  });

  test('a kernel without smaps_rollup: smaps is summed, and the note says so', async () => {
    const { pid } = await start();
    const procRoot = join(built.folder, 'proc');
    mkdirSync(join(procRoot, String(pid)), { recursive: true });
    for (const file of ['stat', 'status', 'smaps', 'io']) {
      writeFileSync(join(procRoot, String(pid), file), readFileSync(`/proc/${pid}/${file}`));
    }
    const { done } = watchProcess({ pid, procRoot, intervalS: 0.02, durationS: 0.04 });
    const { samples, notes } = await done;
    expect(samples[0]!.uss_kib).toBe(sampleOnce(pid).uss_kib);
    expect(notes.join()).toMatch(/without smaps_rollup/);
    rmSync(procRoot, { recursive: true });
  });

  test.runIf(isRoot)(
    'without permission the private parts are null and the note says what is needed',
    async () => {
      const { pid } = await start();
      process.setegid!(65534);
      process.seteuid!(65534);
      const { samples, notes } = await watchProcess({ pid, intervalS: 0.02, durationS: 0.04 }).done.finally(
        () => {
          process.seteuid!(0);
          process.setegid!(0);
        },
      );
      expect(samples[0]).toMatchObject({
        uss_kib: null,
        pss_kib: null,
        private_clean_kib: null,
        num_threads: 1,
      });
      expect(samples[0]!.anonymous_kib).toBeGreaterThan(0);
      expect(notes.join()).toMatch(/permission denied.*CAP_SYS_PTRACE/);
    },
  );

  test('no descriptor stays open', async () => {
    const { pid } = await start();
    const count = (): number => sampleOnce(process.pid).num_fds!;
    const before = count();
    for (let i = 0; i < 20; i += 1) {
      sampleOnce(pid, { tree: true });
      await watchProcess({ pid, intervalS: 0.002, durationS: 0.004 }).done;
    }
    expect(count()).toBeLessThanOrEqual(before + 1);
  });
});

describeWith(['mount', 'umount'], 'hidepid', () => {
  test.runIf(isRoot)(
    'hides processes of others: they are reported with the likely reason',
    async (context) => {
      const procRoot = mkdtempSync(join(tmpdir(), 'proc-sampler-hidepid-'));
      chmodSync(procRoot, 0o755);
      try {
        execFileSync('mount', ['-t', 'proc', '-o', 'hidepid=2', 'proc', procRoot], { stdio: 'ignore' });
      } catch {
        rmSync(procRoot, { recursive: true });
        return context.skip('proc cannot be mounted here');
      }
      process.setegid!(65534);
      process.seteuid!(65534);
      try {
        expect(findProcesses({ procRoot }).map(({ pid }) => pid)).not.toContain(1);
        expect(() => findOneProcess({ name: 'no-such-name', procRoot })).toThrow(/hidepid/);
        expect(() => watchProcess({ pid: 1, procRoot, intervalS: 1 })).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/GONE|DENIED/) as string }),
        );
      } finally {
        process.seteuid!(0);
        process.setegid!(0);
        execFileSync('umount', [procRoot]);
        rmSync(procRoot, { recursive: true });
      }
    },
  );
});
