import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  askProcess,
  checkFaultCode,
  commandSender,
  flowYaml,
  gatewayTemplates,
  httpSender,
  planFaults,
  pollConfirmed,
  ros2Sender,
  rosClientSender,
  scriptsSender,
  summariseBurst,
  watchConfirmed,
} from '../src/index.js';
import { localCommand } from '../src/local-command.js';
import type { BurstServer } from './burst-server.js';
import { burstServer } from './burst-server.js';

const signal = new AbortController().signal;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serve(...args: Parameters<typeof burstServer>): Promise<BurstServer> {
  const server = await burstServer(...args);
  closers.push(server.close);
  return server;
}

describe('codes', () => {
  it.each(['', 'a b', 'x..y', 'ü', 'a'.repeat(129), "'; rm -rf /", 'a\n'])('refuses %j', (code) => {
    expect(() => checkFaultCode(code)).toThrow(RangeError);
  });
  it('takes 128 characters', () => {
    expect(planFaults(1, { prefix: 'A'.repeat(127) })[0]?.code).toHaveLength(128);
  });
  it.each([0, 1.5, -1, Number.NaN, 10_001])('refuses %d faults', (count) => {
    expect(() => planFaults(count)).toThrow(/count/);
  });
});

describe('over HTTP', () => {
  it("reports a burst on the gateway's route and takes it back", async () => {
    const server = await serve();
    const sender = httpSender(gatewayTemplates(server.url));
    const description = 'quote " and \\ and {code} \u{1f600}';
    const faults = planFaults(16, { description });
    const summary = summariseBurst(await sender.burst({ faults, paceS: 0, signal }), null);
    expect(summary).toMatchObject({ count: 16, injected: 16, failed: 0, confirmed: null, errors: [] });
    expect(server.reports[0]?.body).toEqual({
      parameters: {
        fault_code: server.reports[0]?.code,
        event_type: 0,
        severity: 3,
        description,
        source_id: '/medkit_bench',
      },
    });
    expect(await sender.clear(faults.map((fault) => fault.code))).toEqual([]);
    expect(server.cleared.toSorted()).toEqual(faults.map((fault) => fault.code).toSorted());
  });

  it('paces', async () => {
    const server = await serve();
    const sender = httpSender(gatewayTemplates(server.url));
    const { injections } = summariseBurst(
      await sender.burst({ faults: planFaults(4), paceS: 0.05, signal }),
      null,
    );
    // No start comes before its time; how late one comes is the machine's business.
    injections.forEach((one, i) => expect(one.start_s).toBeGreaterThan(i * 0.05 - 0.04));
  });

  it('names and counts what failed, a service that says no included', async () => {
    const server = await serve((code) =>
      code.endsWith('1')
        ? { status: 503, body: { error_code: 'service-unavailable' } }
        : { status: 200, body: { parameters: { accepted: !code.endsWith('2') } } },
    );
    const sender = httpSender(gatewayTemplates(server.url));
    const summary = summariseBurst(await sender.burst({ faults: planFaults(3), paceS: 0, signal }), null);
    expect(summary).toMatchObject({ injected: 1, failed: 2 });
    expect(summary.errors.map((one) => one.error).join('\n')).toMatch(/answered 503/);
    expect(summary.errors.map((one) => one.error).join('\n')).toMatch(/did not accept/);
  });

  it.each(['nothing listens', 'silence', 'no HTTP', 'endless'])('survives %s', async (kind) => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      if (kind === 'no HTTP') socket.end('SSH-2.0-x\r\n');
      if (kind === 'endless') {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        const pour = (): void => {
          while (socket.writable && socket.write('x'.repeat(65_536)));
        };
        socket.on('drain', pour);
        pour();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    closers.push(() => server.close());
    if (kind === 'nothing listens') await new Promise((resolve) => server.close(resolve));
    const sender = httpSender({ ...gatewayTemplates(`http://127.0.0.1:${port}`), timeoutS: 0.5 });
    const [only] = await sender.burst({ faults: planFaults(1), paceS: 0, signal });
    expect(only?.error).toMatch(/ECONNREFUSED|no answer within 0.5 s|Parse Error|more than/);
  });

  it('waits for confirmation in the list and in the stream', async () => {
    const server = await serve();
    const sender = httpSender(gatewayTemplates(server.url));
    const watch = watchConfirmed(`${server.url}/api/v1/faults/stream`);
    closers.push(watch.close);
    await watch.opened;
    const faults = planFaults(3);
    const codes = faults.map((fault) => fault.code);
    await sender.burst({ faults, paceS: 0, signal });
    expect((await watch.wait({ codes, timeoutS: 5, signal })).size).toBe(3);
    expect((await watch.wait({ codes: ['OTHER'], timeoutS: 0.05, signal })).size).toBe(0);
    const list = `${server.url}/api/v1/faults`;
    expect((await pollConfirmed(list, { codes, timeoutS: 5, signal })).size).toBe(3);
    expect((await pollConfirmed(list, { codes: ['OTHER'], timeoutS: 0.05, signal })).size).toBe(0);
  });
});

describe('scripts', () => {
  it('runs to completion and names a script that failed', async () => {
    const server = await serve();
    const options = { baseUrl: server.url, entity: 'components/nav2-stack', pollS: 0.01 };
    const good = scriptsSender({ ...options, script: 'inject-nav-failure' });
    const [first] = await good.burst({ faults: planFaults(1), paceS: 0, signal });
    expect(first?.error).toBeNull();
    const bad = scriptsSender({ ...options, script: 'broken' });
    const [second] = await bad.burst({ faults: planFaults(1), paceS: 0, signal });
    expect(second?.error).toBe('script broken failed: exit 4');
  });
});

describe('commands', () => {
  it('puts fields into arguments, never through a shell', async () => {
    const sender = commandSender({
      runner: localCommand(),
      inject: [
        process.execPath,
        '-e',
        'process.exit(process.argv[1] === "$(id) \' \\"" ? 0 : 9)',
        '{description}',
      ],
    });
    const faults = planFaults(1, { description: '$(id) \' "' });
    expect((await sender.burst({ faults, paceS: 0, signal }))[0]?.error).toBeNull();
  });

  it('says of each fault that its command is missing or failed', async () => {
    const missing = commandSender({ runner: localCommand(), inject: ['no-such-program-here'] });
    const [one] = await missing.burst({ faults: planFaults(1), paceS: 0, signal });
    expect(one?.error).toBe('no-such-program-here could not be run: ENOENT');
    const half = commandSender({
      runner: localCommand(),
      inject: [process.execPath, '-e', 'process.exit(/[13]$/.test(process.argv[1]) ? 7 : 0)', '{code}'],
    });
    const summary = summariseBurst(await half.burst({ faults: planFaults(4), paceS: 0, signal }), null);
    expect(summary).toMatchObject({ injected: 2, failed: 2 });
    expect(summary.errors).toEqual([
      { error: `${process.execPath} ended with 7: it said nothing`, count: 2 },
    ]);
  });

  it('calls the service with one YAML argument', async () => {
    const calls: string[][] = [];
    const runner = {
      exec: async (argv: readonly string[]) => {
        calls.push([...argv]);
        const said = argv.at(-1)?.includes('FAULT_2')
          ? 'ReportFault_Response(accepted=False)'
          : 'accepted=True';
        return { code: 0, stdout: said, stderr: '' };
      },
    };
    const sender = ros2Sender({ runner, command: ['/ros_entrypoint.sh', 'ros2'] });
    const all = await sender.burst({ faults: planFaults(2), paceS: 0, signal });
    expect(all.map((one) => one.error)).toEqual([null, 'report_fault: the fault manager said no']);
    expect(calls[0]?.slice(0, 6)).toEqual([
      '/ros_entrypoint.sh',
      'ros2',
      'service',
      'call',
      '/fault_manager/report_fault',
      'ros2_medkit_msgs/srv/ReportFault',
    ]);
  });

  it('writes YAML that reads back as the value, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const written = flowYaml({ description: text });
        expect(written).toMatch(/^[ -~]*$/);
        expect(parse(written)).toEqual({ description: text });
      }),
    );
  });
});

describe('the long-lived ROS client', () => {
  it('fires all at once from the thread that spins, with times and outcomes', async () => {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-faults-'));
    closers.push(() => rmSync(dir, { recursive: true, force: true }));
    const log = path.join(dir, 'calls.ndjson');
    const at = (name: string): string => path.resolve(import.meta.dirname, name);
    const argv = [
      ...['env', `PYTHONPATH=${at('fake-ros')}`, 'PYTHONDONTWRITEBYTECODE=1', `FAKE_ROS_LOG=${log}`],
      ...['python3', at('../assets/report_faults.py')],
    ];
    const client = askProcess(argv);
    const sender = rosClientSender({ ask: client.ask, close: client.close, timeoutS: 0.3 });
    try {
      await sender.prepare();
      const beforeMs = performance.now();
      const faults = ['GOOD', 'REFUSED', 'BROKEN', 'SILENT'].flatMap((prefix) => planFaults(4, { prefix }));
      const summary = summariseBurst(await sender.burst({ faults, paceS: 0, signal }), null);
      expect(summary).toMatchObject({ count: 16, injected: 4, failed: 12 });
      expect(summary.errors).toEqual([
        { error: 'no answer within 0.3 s', count: 4 },
        { error: 'RuntimeError: broken', count: 4 },
        { error: 'the fault manager did not accept it', count: 4 },
      ]);
      const [first] = await sender.burst({ faults: planFaults(1), paceS: 0, signal });
      expect(first?.startMs).toBeGreaterThan(beforeMs);
      expect(first?.startMs).toBeLessThan(performance.now());
      expect(await sender.clear(['BENCH_FAULT_1', 'REFUSED1'])).toMatchObject([{ code: 'REFUSED1' }]);
    } finally {
      await sender.close();
    }
    const calls = readFileSync(log, 'utf8').trim().split('\n');
    const parsed = calls.map((line) => JSON.parse(line) as { call: string; thread: string });
    expect(new Set(parsed.map((call) => call.thread))).toEqual(new Set(['MainThread']));
    expect(parsed.filter((call) => call.call === 'call_async')).toHaveLength(19);
    expect(parsed.at(-1)?.call).toBe('shutdown');
  });

  it('says so where there is no ROS', async () => {
    const client = askProcess(['python3', path.resolve(import.meta.dirname, '../assets/report_faults.py')]);
    const sender = rosClientSender({ ask: client.ask, close: client.close });
    await expect(sender.prepare()).rejects.toThrow(/source the ROS set-up file/);
    await sender.close();
  });
});
