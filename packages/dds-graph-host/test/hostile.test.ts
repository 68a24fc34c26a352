import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserTraffic } from '../src/core/user-traffic.ts';
import { parseDiscoveryInfo } from '../src/ros/discovery-info.ts';
import { NodeServices } from '../src/ros/node-services.ts';
import { readMessage, type MessageSink } from '../src/wire/message-reader.ts';
import { readSpdpPayload, spdpMessage } from '../src/core/spdp.ts';
import { readSedpPayload } from '../src/core/sedp-reader.ts';
import { makeEngine, populate } from './engine-pair.ts';
import { mutate, seedDatagrams } from './mutation.ts';
import { VirtualNetwork } from './virtual-network.ts';

const IGNORE: MessageSink = {
  data() {},
  dataFrag() {},
  heartbeat() {},
  acknack() {},
  gap() {},
  nackFrag() {},
};

function victim(recorder: boolean) {
  const network = new VirtualNetwork(5);
  const engine = makeEngine(network, '10.0.0.1', recorder);
  const nodes = populate(engine, 6, 3);
  engine.userTraffic = new UserTraffic(
    engine,
    { readersOf: () => nodes.map((node) => ({ node, number: 0 })) },
    new NodeServices(),
  );
  engine.start();
  return { network, engine };
}

describe('hostile datagrams', () => {
  it('never make the parsers throw, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, withHeader) => {
        const head = withHeader
          ? Buffer.from('52545053020101ff0102030405060708090a0b0c', 'hex')
          : Buffer.alloc(0);
        const bytes = Buffer.concat([head, noise]);
        readMessage(bytes, IGNORE);
        readSpdpPayload(Buffer.from(noise));
        readSedpPayload(Buffer.from(noise), () => true);
        parseDiscoveryInfo(Buffer.from(noise), 'jazzy');
        for (const kind of [0, 1, 2, 3]) {
          const payload = Buffer.concat([Buffer.from([0, kind, 0, 0]), noise]);
          readSpdpPayload(payload);
          readSedpPayload(payload, () => true);
          parseDiscoveryInfo(payload, 'humble');
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([false, true])('of every mutated kind leave a host standing (recorder: %s)', (recorder) => {
    const seeds = seedDatagrams();
    expect(seeds.length).toBeGreaterThan(40);
    const { network, engine } = victim(recorder);
    const random = (): number => network.random();
    for (let i = 0; i < 20_000; i++) {
      const seed = seeds[Math.floor(random() * seeds.length)]!;
      engine.receive(mutate(seed, random), { address: '10.0.0.3', port: 7410 });
      if (i % 100 === 0) network.run(network.now() + 50);
    }
    expect(engine.counters.malformed).toBeGreaterThan(1000);
    expect(engine.participants.flatMap((participant) => participant.nodes)).toHaveLength(6);
  });

  it('that announce ever new participants fill no memory', () => {
    const { engine } = victim(false);
    for (let i = 0; i < 5000; i++) {
      const prefix = Buffer.from(`peer${String(i).padStart(8, '0')}`).toString('latin1');
      const locator = { address: '10.0.0.3', port: 7410 };
      engine.receive(
        spdpMessage({ prefix, listens: true, locator, domain: 0, leaseS: 20 }, null, 0),
        locator,
      );
    }
    expect(engine.directory.peers.size).toBeLessThanOrEqual(256);
    expect(engine.counters.peersRefused).toBe(5000 - engine.directory.peers.size);
  });

  it('that speak with its own prefix are counted and ignored', () => {
    const { engine } = victim(false);
    const told: string[] = [];
    engine.onPrefixConflict = (from) => told.push(from.address);
    const locator = { address: '10.0.0.66', port: 7410 };
    const prefix = engine.participants[0]!.prefix;
    for (let i = 0; i < 3; i++)
      engine.receive(
        spdpMessage({ prefix, listens: true, locator, domain: 0, leaseS: 20 }, null, 0),
        locator,
      );
    expect(engine.counters.prefixConflicts).toBe(3);
    expect(told).toEqual(['10.0.0.66']);
    expect(engine.directory.peers.size).toBe(0);
  });

  it('of another domain, or for somebody else, change nothing', () => {
    const { engine } = victim(false);
    const locator = { address: '10.0.0.3', port: 7410 };
    engine.receive(
      spdpMessage({ prefix: 'strangerfrom', listens: true, locator, domain: 3, leaseS: 20 }, null, 0),
      locator,
    );
    engine.receive(
      spdpMessage(
        { prefix: 'strangerfrom', listens: true, locator, domain: 0, leaseS: 20 },
        'elsewhere123',
        0,
      ),
      locator,
    );
    expect(engine.directory.peers.size).toBe(0);
  });
});
