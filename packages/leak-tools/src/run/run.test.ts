import { describe, expect, it } from 'vitest';
import type { CommandResult, LeakClock, LeakHost } from '../leak-host.js';
import { checkAttach } from './attach-checks.js';
import { endSubject } from './end-subject.js';
import { findSubject, type Subject } from './find-subject.js';
import { findTool } from './find-tool.js';
import { descendants, parseStats } from './processes.js';
import { heaptrackCommand, valgrindCommand } from './wrap-command.js';

/** A host whose answers are given by a function of the command line; what it leaves open answers with code 1. */
function hostOf(
  answer: (line: string, argv: readonly string[]) => Partial<CommandResult> | string | null,
): LeakHost & { lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    exec: (argv) => {
      const line = argv.join(' ');
      lines.push(line);
      const said = answer(line, argv);
      const given = typeof said === 'string' ? { stdout: said, code: 0 } : (said ?? { code: 1 });
      return Promise.resolve({ code: 0, signal: null, stdout: '', stderr: '', timedOut: false, ...given });
    },
    stream: () => Promise.reject(new Error('not expected')),
  };
}

/** Time that passes only by waiting. */
function fakeClock(): LeakClock {
  let now = 0;
  return { nowS: () => now, sleepS: (seconds) => Promise.resolve(void (now += seconds)) };
}

const stat = (pid: number, parent: number, comm: string, state = 'S'): string =>
  `${pid} (${comm}) ${state} ${parent} ${'0 '.repeat(17)}${pid * 10} 0 0`;

describe('heaptrackCommand', () => {
  it('keeps heaptrack from opening its window', () => {
    expect(heaptrackCommand(['./server', '--port', '1'], { output: '/tmp/t' })).toEqual({
      tool: 'heaptrack',
      argv: [
        'env',
        '-u',
        'DISPLAY',
        '-u',
        'WAYLAND_DISPLAY',
        'heaptrack',
        '-o',
        '/tmp/t',
        './server',
        '--port',
        '1',
      ],
      outputs: ['/tmp/t.zst', '/tmp/t.gz'],
    });
    const newer = heaptrackCommand(['./server'], { output: '/tmp/t', tool: { recordOnly: true } });
    expect(newer.argv).toEqual(['heaptrack', '--record-only', '-o', '/tmp/t', './server']);
  });

  it.each([['/tmp/a b'], ['/tmp/$(x)'], ['-o'], [''], ['/tmp/%p'], ['/tmp/a\nb']])(
    'refuses the path %j',
    (output) => {
      expect(() => heaptrackCommand(['./server'], { output })).toThrow(
        expect.objectContaining({ code: 'MEDKIT_LEAK_ARGUMENT' }),
      );
    },
  );

  it.each([['ros2 launch a b'], ['/bin/sh -c x'], ['sudo ./server'], ['env A=1 ./server'], ['npm start']])(
    'refuses the launcher %s',
    (line) => {
      const code = 'MEDKIT_LEAK_LAUNCHER';
      expect(() => heaptrackCommand(line.split(' '), { output: '/tmp/t' })).toThrow(
        expect.objectContaining({ code }),
      );
      expect(() => valgrindCommand(line.split(' '), { xmlFile: '/tmp/t' })).toThrow(
        expect.objectContaining({ code }),
      );
    },
  );

  it('refuses no command at all', () => {
    expect(() => heaptrackCommand([], { output: '/tmp/t' })).toThrow(
      expect.objectContaining({ code: 'MEDKIT_LEAK_ARGUMENT' }),
    );
  });
});

describe('valgrindCommand', () => {
  it('asks for everything the report needs, in front of the program', () => {
    const wrapped = valgrindCommand(['./server', '-v'], {
      xmlFile: '/tmp/v.xml',
      suppressions: ['/tmp/a.supp'],
      extra: ['--trace-children=yes'],
    });
    // Its pipes would outlive a valgrind that is killed.
    expect(wrapped.argv).toContain('--vgdb=no');
    expect(wrapped.argv[0]).toBe('valgrind');
    expect(wrapped.argv).toEqual(
      expect.arrayContaining([
        '--leak-check=full',
        '--xml=yes',
        '--xml-file=/tmp/v.xml',
        '--suppressions=/tmp/a.supp',
      ]),
    );
    expect(wrapped.argv.slice(-3)).toEqual(['--trace-children=yes', './server', '-v']);
    expect(() => valgrindCommand(['./server'], { xmlFile: '/tmp/v', numCallers: 0 })).toThrow(/numCallers/);
  });
});

describe('findTool', () => {
  const version = (said: Partial<CommandResult>): LeakHost =>
    hostOf((line) => (line.endsWith('--version') ? said : 'Usage: [--record-only]'));

  it('reads versions as they are printed', async () => {
    expect(await findTool(version({ stdout: 'heaptrack 1.5.0\n' }), 'heaptrack')).toEqual({
      name: 'heaptrack',
      version: '1.5.0',
      recordOnly: true,
      checked: true,
    });
    expect(await findTool(version({ stdout: 'valgrind-3.24.0.GIT\n' }), 'valgrind')).toMatchObject({
      version: '3.24.0.GIT',
      checked: true,
    });
    expect(await findTool(version({ stdout: 'valgrind-3.31.0\n' }), 'valgrind')).toMatchObject({
      checked: false,
    });
  });

  it('says which line adds a missing tool', async () => {
    const absent: LeakHost = {
      ...version({}),
      exec: () => Promise.reject(new Error('spawn valgrind ENOENT')),
    };
    for (const host of [absent, version({ code: 127, stderr: 'not found' })]) {
      await expect(findTool(host, 'valgrind')).rejects.toMatchObject({
        code: 'MEDKIT_LEAK_NO_TOOL',
        message: expect.stringContaining('apt-get install -y --no-install-recommends valgrind'),
      });
    }
  });

  it('refuses what is too old or says nothing', async () => {
    for (const stdout of ['valgrind-3.13.0', 'heaptrack 1.1.0', 'hello']) {
      const name = stdout.startsWith('heap') ? 'heaptrack' : 'valgrind';
      await expect(findTool(version({ stdout }), name)).rejects.toMatchObject({
        code: 'MEDKIT_LEAK_TOOL_VERSION',
      });
    }
  });
});

describe('processes', () => {
  it('reads names with blanks and brackets, and skips what is no process', () => {
    expect(parseStats(`${stat(7, 1, 'a) (b c')}\ngarbage\n`)).toEqual([
      { pid: 7, parentPid: 1, comm: 'a) (b c', state: 'S', startTicks: 70 },
    ]);
  });

  it('finds all below a process, also in a circle', () => {
    const list = parseStats([stat(1, 3, 'a'), stat(2, 1, 'b'), stat(3, 2, 'c'), stat(9, 8, 'd')].join('\n'));
    expect(descendants(list, 1).map((one) => one.pid)).toEqual([2, 3]);
  });
});

describe('findSubject', () => {
  it('takes the child with the library, not the helpers', async () => {
    const list = [
      stat(10, 1, 'heaptrack'),
      stat(11, 10, 'heaptrack_inter'),
      stat(12, 10, 'zstd'),
      stat(13, 10, 'server'),
      stat(14, 13, 'worker'),
    ].join('\n');
    const host = hostOf((line) => (line.startsWith('find') ? list : line.includes('/proc/13/') ? '1' : null));
    expect(await findSubject(host, 'heaptrack', 10)).toMatchObject({
      pid: 13,
      comm: 'server',
      wrapperPid: 10,
      writerPids: [11, 12],
    });
  });

  it('gives up when the wrapper is gone or nothing is traced', async () => {
    const gone = hostOf((line) => (line.startsWith('find') ? stat(1, 0, 'init') : null));
    await expect(findSubject(gone, 'valgrind', 10)).rejects.toMatchObject({ code: 'MEDKIT_LEAK_NO_SUBJECT' });
    const untraced = hostOf((line) =>
      line.startsWith('find') ? `${stat(10, 1, 'heaptrack')}\n${stat(13, 10, 'server')}` : null,
    );
    const search = findSubject(untraced, 'heaptrack', 10, { clock: fakeClock(), timeoutS: 3 });
    await expect(search).rejects.toMatchObject({ code: 'MEDKIT_LEAK_NO_SUBJECT' });
  });

  it('says what it needs where processes cannot be listed', async () => {
    const host = hostOf(() => ({ code: 127, stderr: 'find: not found' }));
    await expect(findSubject(host, 'heaptrack', 10)).rejects.toMatchObject({ code: 'MEDKIT_LEAK_READ' });
  });
});

describe('endSubject', () => {
  const subject: Subject = {
    tool: 'heaptrack',
    pid: 13,
    startTicks: 130,
    comm: 'server',
    wrapperPid: 10,
    writerPids: [11],
  };

  it('does not touch a process that took the pid of the ended one', async () => {
    const host = hostOf((line) =>
      line.startsWith('find')
        ? `${stat(1, 0, 'init')}\n${stat(13, 1, 'other').replace(' 130 ', ' 999 ')}`
        : '',
    );
    expect(await endSubject(host, subject, { clock: fakeClock() })).toEqual({
      how: 'exited',
      clean: true,
      ignored: [],
    });
    expect(host.lines.some((line) => line.includes('kill'))).toBe(false);
  });

  it('waits for the writer and says when it hangs', async () => {
    const host = hostOf((line) => (line.startsWith('find') ? stat(11, 10, 'heaptrack_inter') : ''));
    const ended = endSubject(host, subject, { clock: fakeClock(), writerTimeoutS: 5 });
    await expect(ended).rejects.toMatchObject({ code: 'MEDKIT_LEAK_NOT_FINALISED' });
  });

  it('signals the subject and never the wrapper', async () => {
    let alive = true;
    const host = hostOf((line, argv) => {
      if (line.includes('kill')) alive = argv[4] !== 'TERM';
      return line.startsWith('find')
        ? `${stat(1, 0, 'init')}${alive ? `\n${stat(13, 10, 'server')}` : ''}`
        : '';
    });
    expect(await endSubject(host, subject, { clock: fakeClock() })).toEqual({
      how: 'SIGTERM',
      clean: true,
      ignored: ['SIGINT'],
    });
    const kills = host.lines.filter((line) => line.includes('kill'));
    expect(kills.map((line) => line.split(' ').slice(-2))).toEqual([
      ['INT', '13'],
      ['TERM', '13'],
    ]);
  });
});

describe('checkAttach', () => {
  const status = 'Name:\tserver\nTracerPid:\t0\nUid:\t0\t0\t0\t0\nCapPrm:\t00000000a80425fb\n';
  const own = 'Uid:\t0\t0\t0\t0\nCapPrm:\t000001ffffffffff\nCapEff:\t000001ffffffffff\n';
  const host = (over: Record<string, string | null>): LeakHost =>
    hostOf((line) => {
      for (const [part, said] of Object.entries(over)) if (line.includes(part)) return said;
      if (line.includes('/proc/13/status')) return status;
      if (line.includes('/proc/self/status')) return own;
      return line.includes('command -v gdb') ? '/usr/bin/gdb' : null;
    });

  it('passes where everything is there', async () => {
    await expect(checkAttach(host({}), 13)).resolves.toBeUndefined();
  });

  it.each([
    ['no process', { '/proc/13/status': null }, 'MEDKIT_LEAK_NO_PROCESS', /no process 13/],
    [
      'a tracer',
      { '/proc/13/status': status.replace('TracerPid:\t0', 'TracerPid:\t99') },
      'MEDKIT_LEAK_ALREADY_TRACED',
      /process 99/,
    ],
    ['an earlier attach', { '/proc/13/maps': '3' }, 'MEDKIT_LEAK_ALREADY_TRACED', /Restart/],
    ['yama', { ptrace_scope: '1\n' }, 'MEDKIT_LEAK_PTRACE', /kernel\.yama\.ptrace_scope=0/],
    [
      'a container without the capability',
      { '/proc/self/status': own.replace(/1ffffffffff/g, '00a80425fa') },
      'MEDKIT_LEAK_PTRACE',
      /--cap-add=SYS_PTRACE/,
    ],
    [
      'another user',
      { '/proc/self/status': own.replace('0\t0\t0\t0', '7\t7\t7\t7').replace(/1ffffffffff/g, '00a80425fb') },
      'MEDKIT_LEAK_PTRACE',
      /another user/,
    ],
    ['no gdb', { 'command -v gdb': null }, 'MEDKIT_LEAK_NO_TOOL', /install.* gdb/],
  ])('refuses %s', async (_, over, code, message) => {
    await expect(checkAttach(host(over), 13)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
