import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import {
  attachHeaptrack,
  compareSites,
  endSubject,
  findSubject,
  findTool,
  findWrapperPid,
  heaptrackCommand,
  parseHeaptrackText,
  readTraceFile,
} from '../src/index.ts';
import { listProcesses, pidsWithArgument } from '../src/run/processes.ts';
import { localHost } from './local-host.ts';
import { Workbench } from './workbench.ts';

/** Whether this gdb can call a function of a running process on this processor (see MEDKIT_LEAK_DEBUGGER). */
function debuggerCanCall(): boolean {
  const probe = spawn('sleep', ['60'], { stdio: 'ignore' });
  const args = ['-n', '-batch', '-p', String(probe.pid), '-ex', 'print (int)getpid()'];
  const { stdout } = spawnSync('gdb', args, { encoding: 'utf8' });
  probe.kill('SIGKILL');
  return stdout.includes(`$1 = ${probe.pid}`);
}

/** Pipes of heaptrack's whose script runs no more; somebody else's may be there. */
function pipesOfEnded(): string[] {
  const pipes = readdirSync('/tmp').filter((name) => name.startsWith('heaptrack_fifo'));
  return pipes.filter((name) => !existsSync(`/proc/${name.slice('heaptrack_fifo'.length)}`));
}

async function scriptsThatWriteTo(output: string): Promise<number[]> {
  const named = await pidsWithArgument(localHost, output);
  const all = await listProcesses(localHost);
  return named.filter((pid) => all.some((one) => one.pid === pid && one.comm === 'heaptrack'));
}

describeWith(['heaptrack', 'heaptrack_print', 'gdb', 'gcc'], 'heaptrack for real', () => {
  const bench = new Workbench();
  let leaky = '';
  beforeAll(() => {
    leaky = bench.build('leaky.c');
  });
  afterAll(() => bench.remove());

  async function profile(name: string, args: string[]): ReturnType<typeof readTraceFile> {
    const wrapped = heaptrackCommand([leaky, ...args], {
      output: bench.path(name),
      tool: await findTool(localHost, 'heaptrack'),
    });
    await bench.run(wrapped.argv);
    return readTraceFile(localHost, wrapped.outputs);
  }

  it('finds the leak to the byte, and the leaking function first', async () => {
    const found = await profile('exact', ['400', '1000']);
    expect(found.totals.leakedBytes).toBe(400_000);
    expect(found.totals.leakedBlocks).toBe(400);
    expect(found.sites('leaked', 1)[0]).toMatchObject({
      function: 'leak_blocks',
      bytes: 400_000,
      count: 400,
      resolved: true,
    });
    expect(found.sites('leaked', 1)[0]?.file).toMatch(/leaky\.c$/);
    expect(found.sites('peak', 1)[0]).toMatchObject({
      function: 'fill_cache',
      bytes: 4_096_000,
      count: 1000,
    });
    expect(found.sites('temporary', 1)[0]).toMatchObject({ function: 'make_temporary', count: 500 });
    // Four threads of 20 rounds of 100 blocks.
    expect(found.sites('calls', 1)[0]).toMatchObject({ function: 'work', count: 8000, bytes: 8000 * 128 });
    expect(found.unresolvedShare).toBeLessThan(1);
    expect(found.totals.peakBytes).toBeGreaterThan(4_496_000);
    expect(found.folded('leaked')).toEqual([{ frames: ['main', 'leak_blocks'], weight: 400_000 }]);
  });

  it('agrees with heaptrack_print', async () => {
    const exact = await profile('print', ['321', '777']);
    const printed = await localHost.exec(['heaptrack_print', '-l', '1', '-f', bench.path('print.zst')]);
    const text = parseHeaptrackText(printed.stdout);
    expect(text.totals.allocations).toBe(exact.totals.allocations);
    expect(
      Math.abs(text.totals.temporaryAllocations - exact.totals.temporaryAllocations),
    ).toBeLessThanOrEqual(1);
    expect(text.totals.peakBytes / exact.totals.peakBytes).toBeCloseTo(1, 2);
    const leaked = exact.totals.leakedBytes + (exact.totals.suppressedBytes ?? 0);
    expect((text.totals.leakedBytes + (text.totals.suppressedBytes ?? 0)) / leaked).toBeCloseTo(1, 1);
    expect(text.sites('leaked', 1)[0]?.function).toBe('leak_blocks');
    expect(text.sites('leaked', 1)[0]?.bytes).toBeCloseTo(321 * 777, -4);
    expect(text.sites('peak', 1)[0]?.function).toBe('fill_cache');
  });

  it('ends the program itself, with the signal it listens to, and the trace is whole', async () => {
    const wrapped = heaptrackCommand([leaky, '50', '2000', 'wait'], { output: bench.path('ended') });
    const wrapper = await bench.start(wrapped.argv);
    expect(await findWrapperPid(localHost, wrapped)).toBe(wrapper.pid);
    const subject = await findSubject(localHost, 'heaptrack', wrapper.pid);
    expect(subject.comm).toMatch(/^leaky/);
    expect(subject.writerPids.length).toBeGreaterThan(0);
    expect(await endSubject(localHost, subject)).toEqual({ how: 'SIGINT', clean: true, ignored: [] });
    expect((await readTraceFile(localHost, wrapped.outputs)).totals.leakedBytes).toBe(100_000);
  });

  it('goes on to the next signal when one is ignored, and says so', async () => {
    const wrapped = heaptrackCommand([leaky, '5', '100', 'ignore'], { output: bench.path('ignored') });
    const subject = await findSubject(localHost, 'heaptrack', (await bench.start(wrapped.argv)).pid);
    const steps = [
      { signal: 'SIGINT', graceS: 0.3 },
      { signal: 'SIGTERM', graceS: 20 },
    ] as const;
    expect(await endSubject(localHost, subject, { steps })).toEqual({
      how: 'SIGTERM',
      clean: true,
      ignored: ['SIGINT'],
    });
  });

  it('has what was live when a deaf program is killed', async () => {
    const wrapped = heaptrackCommand([leaky, '5', '100', 'deaf'], { output: bench.path('deaf') });
    const subject = await findSubject(localHost, 'heaptrack', (await bench.start(wrapped.argv)).pid);
    const polite = [{ signal: 'SIGTERM', graceS: 0.3 }] as const;
    await expect(endSubject(localHost, subject, { steps: polite })).rejects.toMatchObject({
      code: 'MEDKIT_LEAK_NOT_ENDED',
    });
    const ended = await endSubject(localHost, subject, { steps: [{ signal: 'SIGKILL', graceS: 20 }] });
    expect(ended).toMatchObject({ how: 'SIGKILL', clean: false });
    const found = await readTraceFile(localHost, wrapped.outputs);
    expect(found.sites('leaked', 1)[0]?.function).toBe('fill_cache');
  });

  it('says that a program which replaced itself escaped', async () => {
    const wrapped = heaptrackCommand([leaky, '5', '100', 'exec'], { output: bench.path('exec') });
    const wrapper = await bench.start(wrapped.argv);
    const search = findSubject(localHost, 'heaptrack', wrapper.pid, { timeoutS: 0.5 });
    await expect(search).rejects.toMatchObject({ code: 'MEDKIT_LEAK_NO_SUBJECT' });
    // Nothing is traced, and this test must not leave the program behind.
    const left = spawnSync('ps', ['-o', 'pid=', '--ppid', String(wrapper.pid)], { encoding: 'utf8' }).stdout;
    for (const pid of left.split('\n').map(Number).filter(Boolean)) process.kill(pid, 'SIGKILL');
  });

  it('shows addresses, marked, for a stripped program', async () => {
    const stripped = bench.build('leaky.c', ['-s', '-O1']);
    const wrapped = heaptrackCommand([stripped, '300', '1000'], { output: bench.path('stripped') });
    await bench.run(wrapped.argv);
    const site = (await readTraceFile(localHost, wrapped.outputs)).sites('leaked', 1)[0];
    expect(site).toMatchObject({ resolved: false, bytes: 300_000 });
    expect(site?.function).toMatch(/^0x[0-9a-f]+$/);
    expect(site?.module).toBe(stripped);
  });

  it('says what grew between two sizes', async () => {
    const small = await profile('small', ['10', '500']);
    const large = await profile('large', ['110', '500']);
    expect(compareSites(small.sites('leaked'), large.sites('leaked'))).toMatchObject([
      { site: { function: 'leak_blocks' }, grownBytes: 50_000, grownBlocks: 100, share: 1 },
    ]);
  });

  it('attaches to a running program, which goes on afterwards', async () => {
    const child = await bench.start([leaky, '1', '1234', 'drip']);
    const able = debuggerCanCall();
    const before = pipesOfEnded();
    const attaching = attachHeaptrack(localHost, { pid: child.pid, output: bench.path('attached') });
    if (!able) {
      await expect(attaching).rejects.toMatchObject({ code: 'MEDKIT_LEAK_DEBUGGER' });
      // Neither heaptrack's script nor the writer that waits for a trace, nor the pipe between them.
      await expect.poll(() => scriptsThatWriteTo(bench.path('attached'))).toEqual([]);
      expect(pipesOfEnded()).toEqual(before);
      expect(child.exitCode).toBeNull();
      child.kill('SIGINT');
      return;
    }
    const attached = await attaching;
    const second = attachHeaptrack(localHost, { pid: child.pid, output: bench.path('again') });
    await expect(second).rejects.toMatchObject({ code: 'MEDKIT_LEAK_ALREADY_TRACED' });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await attached.stop();
    const found = await readTraceFile(localHost, attached.outputs);
    expect(found.attached).toBe(true);
    const site = found.sites('leaked', 1)[0];
    expect(site?.function).toBe('leak_blocks');
    expect(site?.bytes).toBe((site?.count ?? 0) * 1234);
    expect(site?.count).toBeGreaterThan(3);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    await new Promise((resolve) => child.on('close', resolve));
    expect(child.exitCode).toBe(0);
    expect(existsSync(bench.path('again.zst'))).toBe(false);
  });
});
