import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDiscoveryInfo } from '../src/ros/discovery-info.ts';
import { ENTITY } from '../src/wire/constants.ts';
import { readMessage, type MessageSink } from '../src/wire/message-reader.ts';
import { MessageWriter } from '../src/wire/message-writer.ts';
import { readSpdpPayload, spdpMessage } from '../src/core/spdp.ts';
import { readSedpPayload } from '../src/core/sedp-reader.ts';
import { seedDatagrams } from './mutation.ts';
import { torment, victim } from './victim.ts';

const IGNORE: MessageSink = {
  data() {},
  dataFrag() {},
  heartbeat() {},
  acknack() {},
  gap() {},
  nackFrag() {},
};

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
    const tormented = victim(recorder);
    torment(tormented, 20_000, seeds);
    const { engine } = tormented;
    expect(engine.counters.malformed).toBeGreaterThan(1000);
    expect(engine.participants.flatMap((participant) => participant.nodes)).toHaveLength(6);
  });

  it('that still come after its end wake nothing', () => {
    const tormented = victim(false);
    torment(tormented, 2000);
    tormented.engine.stop();
    torment(tormented, 2000);
    expect(tormented.network.pendingTimers).toBe(0);
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

  it('that begin ever new large samples fill no recorder', () => {
    const { engine } = victim(true);
    const from = { address: '10.0.0.3', port: 7410 };
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 60; i++) {
      const prefix = Buffer.from(`peer${String(i).padStart(8, '0')}`).toString('latin1');
      engine.receive(
        spdpMessage({ prefix, listens: true, locator: from, domain: 0, leaseS: 20 }, null, 0),
        from,
      );
      for (const writerId of [ENTITY.publicationsWriter, ENTITY.subscriptionsWriter]) {
        for (let sequence = 1; sequence <= 4; sequence++) {
          const message = new MessageWriter().begin(prefix);
          message.infoDst(engine.participants[0]!.prefix);
          const place = { number: 1, fragmentBytes: 1024, sampleBytes: 4 * 1024 * 1024 };
          message.dataFrag(0, writerId, sequence, place, Buffer.alloc(1024));
          engine.receive(Buffer.from(message.out.view()), from);
        }
      }
    }
    expect(engine.counters.malformed).toBe(0);
    // 60 peers' worth would be 1920 MiB.
    const heldMib = (process.memoryUsage().arrayBuffers - before) / 1024 / 1024;
    expect(heldMib).toBeGreaterThan(32);
    expect(heldMib).toBeLessThan(80);
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
