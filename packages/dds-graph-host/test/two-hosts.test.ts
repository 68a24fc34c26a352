import { describe, expect, it } from 'vitest';
import { isSettled } from '../src/core/reliable-sender.ts';
import { readMessage, type MessageSink } from '../src/wire/message-reader.ts';
import { benchNode, makeEngine, populate, seenBy } from './engine-pair.ts';
import { FAIR, ROUGH, VirtualNetwork } from './virtual-network.ts';

const IGNORE: MessageSink = {
  data() {},
  dataFrag() {},
  heartbeat() {},
  acknack() {},
  gap() {},
  nackFrag() {},
};

function pair(seed: number, count: number, perParticipant: number, leaseS = 20) {
  const network = new VirtualNetwork(seed);
  const host = makeEngine(network, '10.0.0.1', false, leaseS);
  const recorder = makeEngine(network, '10.0.0.2', true);
  const nodes = populate(host, count, perParticipant);
  const complete = (n: number): boolean => {
    const seen = seenBy(recorder);
    return seen.nodes === n && seen.writers === 12 * n + host.participants.length && seen.readers === 9 * n;
  };
  const peer = () => [...host.directory.peers.values()][0];
  return { network, host, recorder, nodes, complete, peer };
}

describe('two hosts on a perfect network', () => {
  it('brings every endpoint and node over without a single resend', () => {
    const { network, host, recorder, complete, peer } = pair(1, 250, 100);
    host.start();
    recorder.start();
    expect(network.run(5000, () => complete(250) && peer() !== undefined && isSettled(peer()!))).toBe(true);
    expect(peer()?.resends).toBe(0);
    expect(peer()?.unansweredHeartbeats).toBe(0);
  });

  it('keeps within the window', () => {
    const { network, host, recorder, complete, peer } = pair(2, 100, 100);
    let largest = 0;
    network.tap = (datagram) => {
      largest = Math.max(largest, peer()?.inflightSamples ?? 0);
      expect(datagram.length).toBeLessThan(65508);
    };
    host.start();
    recorder.start();
    expect(network.run(5000, () => complete(100))).toBe(true);
    expect(largest).toBeGreaterThan(100);
    expect(largest).toBeLessThanOrEqual(160);
  });

  it('lets only lease timers run once all is acknowledged', () => {
    const { network, host, recorder, complete } = pair(3, 20, 10);
    host.start();
    recorder.start();
    expect(network.run(5000, () => complete(20))).toBe(true);
    network.run(10_000);
    const before = network.datagrams;
    network.run(40_000);
    // Renewals each 6 s: five of the first participant to the group and of each to the other host, and as many back.
    expect(network.datagrams - before).toBeLessThan(60);
    expect(network.pendingTimers).toBeLessThanOrEqual(4);
  });

  it('sends what is too large for a datagram in fragments', () => {
    const { network, host, recorder, complete } = pair(4, 400, 400);
    host.start();
    recorder.start();
    expect(network.run(20_000, () => complete(400))).toBe(true);
  });

  it('takes nodes out and puts others in', () => {
    const { network, host, recorder, nodes, complete } = pair(5, 60, 30);
    host.start();
    recorder.start();
    expect(network.run(5000, () => complete(60))).toBe(true);
    const first = host.participants[0]!;
    for (const node of nodes.slice(0, 10)) first.remove(node);
    first.add(benchNode(1000), '/bench_node_1000');
    first.publishNodes();
    for (const writer of first.writers) host.sender.wake(writer);
    host.sender.pumpAll();
    expect(network.run(10_000, () => complete(51))).toBe(true);
  });

  it('serves a late joiner after removals, with gaps instead of the removed samples', () => {
    const { network, host, recorder, nodes, complete } = pair(6, 60, 30);
    host.start();
    network.run(1000);
    for (const node of nodes.slice(5, 25)) host.participants[0]!.remove(node);
    host.participants[0]!.publishNodes();
    recorder.start();
    expect(network.run(20_000, () => complete(40))).toBe(true);
  });

  it('starts again with a peer that forgot it', () => {
    const { network, host, recorder, complete, peer } = pair(7, 30, 30);
    host.start();
    recorder.start();
    expect(network.run(5000, () => complete(30))).toBe(true);
    const seenByRecorder = [...recorder.directory.peers.values()][0]!;
    network.run(8000);
    recorder.directory.drop(seenByRecorder);
    expect(complete(30)).toBe(false);
    expect(network.run(30_000, () => complete(30))).toBe(true);
    expect(peer()).toBeDefined();
  });

  it('gets through to a peer that was deaf for a minute', () => {
    const { network, host, recorder, complete, peer } = pair(9, 60, 30, 300);
    host.start();
    recorder.start();
    expect(network.run(2000, () => (peer()?.inflightSamples ?? 0) > 50)).toBe(true);
    // Its announcements still come, but nothing reaches it: as when its receiving thread starves.
    network.deaf.add('10.0.0.2');
    network.run(60_000);
    expect(complete(60)).toBe(false);
    const unanswered = peer()?.unansweredHeartbeats ?? 0;
    network.deaf.clear();
    expect(network.run(100_000, () => complete(60))).toBe(true);
    expect(unanswered).toBeLessThan(100);
  });

  it('never counts its heartbeats from the start again, even for a peer lost and found', () => {
    const { network, host, recorder, complete, peer } = pair(10, 20, 10);
    const counts: number[] = [];
    network.tap = (datagram) => {
      readMessage(datagram, {
        ...IGNORE,
        heartbeat: (context, { count }) => {
          if (host.isOwn(context.source)) counts.push(count);
        },
      });
    };
    host.start();
    recorder.start();
    expect(network.run(5000, () => complete(20))).toBe(true);
    host.directory.drop(peer()!);
    network.run(20_000);
    expect(peer()?.settledAt).not.toBeNull();
    expect(counts.length).toBeGreaterThan(10);
    expect(counts.every((count, i) => i === 0 || count > counts[i - 1]!)).toBe(true);
  });

  it('drops a peer whose lease ends, and forgets a host that says goodbye', () => {
    const { network, host, recorder, complete } = pair(8, 10, 5);
    host.start();
    recorder.start();
    expect(network.run(5000, () => complete(10))).toBe(true);
    host.stop();
    expect(network.run(6000, () => seenBy(recorder).nodes === 0)).toBe(true);
    recorder.directory.onPeerGone = () => {};
    recorder.announcer.stop();
    network.run(60_000);
    expect(host.directory.peers.size).toBe(1);
  });
});

describe('two hosts on a network that loses, doubles and overtakes a fifth of all datagrams', () => {
  it.each([11, 12, 13, 14, 15, 16])('completes in bounded time (seed %i)', (seed) => {
    const { network, host, recorder, nodes, complete } = pair(seed, 120, 40);
    network.weather = ROUGH;
    host.start();
    recorder.start();
    expect(network.run(60_000, () => complete(120))).toBe(true);
    const last = host.participants[2]!;
    for (const node of nodes.slice(80, 100)) last.remove(node);
    last.publishNodes();
    for (const writer of last.writers) host.sender.wake(writer);
    host.sender.pumpAll();
    expect(network.run(120_000, () => complete(100))).toBe(true);
    network.weather = FAIR;
  });

  it('brings fragments over', () => {
    const { network, host, recorder, complete } = pair(21, 250, 250);
    network.weather = ROUGH;
    host.start();
    recorder.start();
    expect(network.run(120_000, () => complete(250))).toBe(true);
  });
});
