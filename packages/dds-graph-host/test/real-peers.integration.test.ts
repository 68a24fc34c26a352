import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { describeWith } from '../../../tools/testing/require-component.ts';
import { Lab, type Line, type LineProcess, type Network, type PeerKind } from './lab.ts';

/** A full node announces 12 writers and 9 readers; each participant one writer more. */
function sees(nodes: number, participants: number): (line: Line) => boolean {
  return (line) =>
    line['participants'] === participants &&
    line['nodes'] === nodes &&
    line['writers'] === 12 * nodes + participants &&
    line['readers'] === 9 * nodes;
}

/** With other peers about, endpoints cannot be told apart; nodes can. */
function has(nodes: number): (line: Line) => boolean {
  return (line) => line['nodes'] === nodes;
}

const EMPTY = (line: Line): boolean =>
  line['participants'] === 0 && line['writers'] === 0 && line['readers'] === 0;

describeWith(['gcc', 'g++', 'idlc', 'ip', 'unshare'], 'real DDS peers', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.create();
  }, 120_000);
  afterEach(() => lab.endAll());
  afterAll(() => lab.dispose());

  async function readyPeer(
    kind: PeerKind,
    args: string[] = [],
    network: Network = 'multicast',
    domain?: number,
  ): Promise<LineProcess> {
    const peer = lab.peer(kind, args, network, domain);
    await peer.until((line) => line['ready'] === true);
    return peer;
  }

  async function fullyAcknowledged(host: LineProcess): Promise<Line> {
    await host.until((line) => line['event'] === 'acknowledged');
    return host.ask({ command: 'stats' });
  }

  describe.each(['cyclone', 'fastdds'] as const)('%s', (kind) => {
    it.each([10, 100, 1000])('sees %i nodes, exactly', async (nodes) => {
      const peer = await readyPeer(kind);
      const host = lab.host(['--nodes', String(nodes)]);
      await peer.until(sees(nodes, Math.ceil(nodes / 100)));
      const stats = await fullyAcknowledged(host);
      expect(stats).toMatchObject({ fully_acknowledged: true, nodes_announced: nodes, nodes_asked: nodes });
      expect(stats['peers']).toMatchObject([{ nodes_acknowledged: nodes, reads_discovery_info: true }]);
    });

    it('sees them without multicast too, on either side', async () => {
      const peer = await readyPeer(kind, [], 'unicast');
      const host = lab.host(['--nodes', '100', '--no-multicast']);
      await peer.until(sees(100, 1));
      host.send({ command: 'stop' });
      await peer.until(EMPTY, 15_000, peer.lines.length - 1);
      lab.host(['--nodes', '30']);
      await peer.until(sees(30, 1), 15_000, peer.lines.length - 1);
    });

    it('meets it in other domains too, when it comes first or last', async () => {
      for (const [domain, network] of [
        [0, 'unicast'],
        [77, 'unicast'],
        [232, 'multicast'],
      ] as const) {
        const early = await readyPeer(kind, [], network, domain);
        const host = lab.host(['--nodes', '10'], domain);
        await early.until(sees(10, 1));
        const late = await readyPeer(kind, [], network, domain);
        await late.until(has(10), 5_000);
        const stats = await host.ask({ command: 'stats' });
        expect(stats['peers']).toHaveLength(2);
        await lab.endAll();
      }
    });

    it('follows additions and removals, and the polite end', async () => {
      const peer = await readyPeer(kind);
      const host = lab.host(['--nodes', '40', '--nodes-per-participant', '20']);
      await peer.until(sees(40, 2));
      expect(await host.ask({ command: 'add', count: 5 })).toEqual({ added: 5 });
      await peer.until(sees(45, 3));
      expect(await host.ask({ command: 'remove', count: 15 })).toEqual({ removed: 15 });
      await peer.until(sees(30, 2));
      const before = peer.lines.length;
      host.send({ command: 'stop' });
      await peer.until(EMPTY, 15_000, before);
    });

    it('keeps the size of a graph that churns', async () => {
      const peer = await readyPeer(kind);
      const host = lab.host(['--nodes', '30', '--nodes-per-participant', '10']);
      await peer.until(sees(30, 3));
      await host.ask({ command: 'churn', count: 5, every_s: 0.2 });
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const report = await host.ask({ command: 'churn', stop: true });
      expect(report['cycles_done']).toBeGreaterThanOrEqual(3);
      const since = peer.lines.length - 1;
      await peer.until((line) => line['nodes'] === 30 && line['readers'] === 270, 15_000, since);
      const stats = await host.ask({ command: 'stats' });
      expect(stats).toMatchObject({ nodes_announced: 30, nodes_asked: 30 });
    });

    it('meets a graph that is announced gradually, as a real start is', async () => {
      const peer = await readyPeer(kind);
      const host = lab.host(['--nodes', '40', '--nodes-per-s', '40', '--nodes-per-participant', '20']);
      await peer.until(sees(40, 2));
      expect(
        peer.lines.filter((line) => Number(line['nodes']) > 0 && Number(line['nodes']) < 40).length,
      ).toBeGreaterThan(3);
      expect(await fullyAcknowledged(host)).toMatchObject({ nodes_announced: 40, resends: 0 });
    });

    it('comes late, or again', async () => {
      lab.host(['--nodes', '50']);
      const first = await readyPeer(kind);
      await first.until(sees(50, 1));
      await first.end('SIGKILL');
      const second = await readyPeer(kind);
      await second.until(sees(50, 1));
    });

    it('forgets a host that was killed when its lease ends', async () => {
      const peer = await readyPeer(kind);
      const host = lab.host(['--nodes', '10', '--lease', '2']);
      await peer.until(sees(10, 1));
      const before = peer.lines.length;
      await host.end('SIGKILL');
      await peer.until(EMPTY, 15_000, before);
    });

    it('calls a service', async () => {
      lab.host(['--nodes', '10']);
      const peer = await readyPeer(kind, ['--call', '/bench_node_3/s0', '/bench_node_3']);
      const { trigger } = await peer.until((line) => 'trigger' in line);
      expect(trigger).toMatchObject({ client_ok: 1, success: 1 });
    });
  });

  it('Cyclone reads parameters and topic values', async () => {
    lab.host(['--nodes', '10', '--rate', '20']);
    const peer = await readyPeer('cyclone', [
      '--call',
      '/bench_node_3/s0',
      '/bench_node_3',
      '--topic',
      '/bench_node_3/t0',
    ]);
    const { params } = await peer.until((line) => 'params' in line);
    expect(params).toEqual({ sequence: 42, type: 2, value: 3, missing_type: 0 });
    await peer.until((line) => typeof line['topic'] === 'string' && line['topic'].startsWith('bench_node_3'));
  });

  it('two hosts share a machine, and a recorded graph can be replayed', async () => {
    const peer = await readyPeer('cyclone');
    const original = lab.host(['--nodes', '12', '--msg-types', '5']);
    await peer.until(sees(12, 1));
    const recorder = lab.start(process.execPath, [
      ...[lab.path('dist/cli.js'), 'record', '--domain', String(lab.domain)],
      ...['--duration', '1.5', '--json', '--out', lab.path('graph.json')],
    ]);
    const recorded = await recorder.until((line) => line['event'] === 'recorded');
    expect(recorded).toMatchObject({ nodes: 12, unclaimed_endpoints: 0 });
    const before = peer.lines.length;
    original.send({ command: 'stop' });
    await peer.until(EMPTY, 15_000, before);
    const again = peer.lines.length;
    lab.host(['--graph', lab.path('graph.json')]);
    await peer.until(sees(12, 1), 15_000, again);
  });

  it('several peers of both kinds have all of it, each by its own count', async () => {
    const peers = await Promise.all(
      (['cyclone', 'fastdds', 'cyclone', 'fastdds'] as const).map((kind, i) =>
        readyPeer(kind, [], i < 2 ? 'unicast' : 'multicast'),
      ),
    );
    const host = lab.host(['--nodes', '300']);
    for (const peer of peers) await peer.until(has(300));
    await host.until((line) => line['event'] === 'acknowledged' && (line['peers'] as unknown[]).length === 4);
    const stats = await host.ask({ command: 'stats' });
    const all = { nodes_acknowledged: 300, acknowledged: true, reads_discovery_info: true };
    expect(stats['peers']).toMatchObject([all, all, all, all]);
  });

  it.each(['cyclone', 'fastdds'] as const)('%s without multicast on loopback', async (kind) => {
    if (!lab.isolated) return;
    lab.loopbackMulticast(false);
    try {
      const peer = await readyPeer(kind, [], 'unicast');
      const host = lab.host(['--nodes', '20']);
      await peer.until(sees(20, 1));
      await peer.end('SIGKILL');
      await (await readyPeer(kind, [], 'unicast')).until(sees(20, 1), 5_000);
      await host.end();
    } finally {
      lab.loopbackMulticast(true);
    }
  });

  it('says so when its interface goes away, and stays up', async () => {
    if (!lab.isolated) return;
    lab.ip('link', 'add', 'lab0', 'type', 'veth', 'peer', 'name', 'lab1');
    lab.ip('addr', 'add', '10.77.0.1/24', 'dev', 'lab0');
    for (const end of ['lab0', 'lab1']) lab.ip('link', 'set', end, 'up');
    const host = lab.host(['--nodes', '5', '--interface', 'lab0', '--peer', '10.77.0.9', '--lease', '1']);
    const started = await host.until((line) => line['event'] === 'started');
    expect(JSON.stringify(started['addresses'])).toContain('10.77.0.1:');
    lab.ip('link', 'del', 'lab0');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(host.errors).toContain('could not be sent');
    expect(await host.ask({ command: 'stats' })).toMatchObject({ nodes_announced: 5 });
  });

  describeWith(['tshark'], 'a capture', () => {
    it('holds no malformed packet', async () => {
      const file = lab.path('capture.pcap');
      const capture = lab.start('tshark', ['-i', 'lo', '-w', file, '-q']);
      await new Promise((resolve) => setTimeout(resolve, 1200));
      const peers = (['cyclone', 'fastdds'] as const).map((kind) =>
        lab.peer(kind, ['--call', '/bench_node_3/s0', '/bench_node_3']),
      );
      const host = lab.host(['--nodes', '30', '--rate', '10', '--nodes-per-participant', '300']);
      for (const peer of peers) await peer.until(has(30));
      await host.ask({ command: 'add', count: 250 });
      for (const peer of peers) await peer.until(has(280));
      await host.ask({ command: 'remove', count: 270 });
      for (const peer of peers) await peer.until(has(10), 20_000, peer.lines.length - 1);
      const late = lab.peer('cyclone');
      await late.until(has(10));
      const since = late.lines.length;
      host.send({ command: 'stop' });
      await late.until(has(0), 15_000, since);
      await capture.end('SIGINT');
      const fields = ['rtps.sm.id', '_ws.malformed', '_ws.expert.severity'].flatMap((field) => ['-e', field]);
      const text = execFileSync('tshark', ['-r', file, '-T', 'fields', ...fields], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const packets = text.split('\n').map((line) => line.split('\t'));
      const kinds = new Set(packets.flatMap(([ids]) => (ids ?? '').split(',')));
      expect(kinds).toContain('0x16');
      expect(kinds).toContain('0x08');
      // Severities of expert notes: 8388608 is an error.
      expect(
        packets.filter(
          ([, malformed, severity]) => (malformed ?? '') !== '' || (severity ?? '').includes('8388608'),
        ),
      ).toEqual([]);
    });
  });
});
