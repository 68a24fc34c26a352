import { describe, expect, test } from 'vitest';
import { helpText, OPTION_TABLE } from './option-table.js';
import { parseCommandLine } from './parse-command-line.js';
import { shellQuote } from './shell-quote.js';

describe('parseCommandLine', () => {
  test('takes times with units', () => {
    const line = parseCommandLine([
      '--pid',
      '7',
      '--interval',
      '500ms',
      '--duration',
      '5m',
      '--memory-interval',
      '2',
    ]);
    expect(line).toMatchObject({ pid: 7, intervalS: 0.5, durationS: 300, memoryIntervalS: 2 });
  });

  test('listens on loopback unless told otherwise', () => {
    expect(parseCommandLine(['--pid', '7', '--listen', '9300']).listen).toEqual({
      host: '127.0.0.1',
      port: 9300,
    });
    expect(parseCommandLine(['--pid', '7', '--listen', '[::]:9300']).listen).toEqual({
      host: '::',
      port: 9300,
    });
  });

  test('takes a priority', () => {
    expect(parseCommandLine(['--pid', '7', '--nice=-10']).nice).toBe(-10);
  });

  test('takes ssh addresses', () => {
    const ssh = (text: string): unknown => parseCommandLine(['--pid', '7', '--ssh', text]).ssh;
    expect(ssh('root@robot:2222')).toEqual({ destination: 'root@robot', port: 2222 });
    expect(ssh('robot')).toEqual({ destination: 'robot', port: null });
    expect(ssh('a@[::1]:22')).toEqual({ destination: 'a@::1', port: 22 });
  });

  test.each([
    [[], /nothing to watch/],
    [['--pid', '0'], /--pid expects.*"0"/],
    [['--pid', '7x'], /--pid expects/],
    [['--pid', '7', '--name', 'a'], /--pid and --name both/],
    [['--pid', '7', '--interval', '0'], /--interval expects a time above zero.*"0"/],
    [['--pid', '7', '--interval', '-1'], /interval/],
    [['--pid', '7', '--duration', '1 week'], /--duration expects/],
    [['--pid', '7', '--format', 'xml'], /--format expects ndjson.*"xml"/],
    [['--pid', '7', '--nice=-21'], /--nice expects.*"-21"/],
    [['--pid', '7', '--listen', 'x'], /--listen expects/],
    [['--pid', '7', '--ssh', '-oProxyCommand=reboot'], /ssh/],
    [['--pid', '7', '--ssh', 'a b@c'], /--ssh expects/],
    [['--pid', '7', '--until-exit', '--duration', '5'], /exclude each other/],
    [['--container', 'a', '--ssh', 'b'], /not supported/],
    [['--nonsense'], /--nonsense/],
  ])('%j is refused', (argv, message) => {
    expect(() => parseCommandLine(argv)).toThrow(message);
    expect(() => parseCommandLine(argv)).toThrow(expect.objectContaining({ code: 'MEDKIT_PROC_OPTION' }));
  });

  test('every option is in the help', () => {
    for (const { name } of OPTION_TABLE) expect(helpText()).toContain(`--${name}`);
  });
});

test('words for a remote shell are quoted when they must be', () => {
  expect(['sh', '-c', "it's $HOME\n", ''].map(shellQuote)).toEqual(['sh', '-c', `'it'\\''s $HOME\n'`, `''`]);
});
