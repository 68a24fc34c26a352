import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LocalParticipant } from '../src/core/local-participant.ts';
import { spdpGoodbye, spdpMessage } from '../src/core/spdp.ts';
import { NodeServices } from '../src/ros/node-services.ts';
import { encodeValue } from '../src/ros/plausible-value.ts';
import { ByteReader } from '../src/wire/byte-reader.ts';
import { ByteWriter } from '../src/wire/byte-writer.ts';
import { ENTITY } from '../src/wire/constants.ts';
import { MessageWriter } from '../src/wire/message-writer.ts';
import { benchNode } from './engine-pair.ts';

const PREFIX = Buffer.from('01ff0102030405060000002a', 'hex').toString('latin1');
const PEER = Buffer.from('0110a1a2a3a4a5a6a7a8a9aa', 'hex').toString('latin1');
const UNIX_MS = 1_700_000_000_500;

/** 16 bytes a line with their text, so that a change is read like a capture. */
function dump(bytes: Buffer): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const hex = [...row].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(
      `${at.toString(16).padStart(4, '0')}  ${hex.padEnd(47)}  ${row.toString('latin1').replace(/[^\x20-\x7e]/g, '.')}`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function participant(distro: 'jazzy' | 'humble' = 'jazzy'): LocalParticipant {
  const made = new LocalParticipant(0x2a, PREFIX, 'full', distro, false);
  made.add(benchNode(7), '/bench_node_7');
  made.publishNodes();
  return made;
}

/** A message of one submessage. */
function one(write: (message: MessageWriter) => void): Buffer {
  const message = new MessageWriter(256).begin(PREFIX);
  write(message);
  return message.out.view();
}

function sample(
  from: LocalParticipant,
  writer: 'publicationsWriter' | 'subscriptionsWriter' | 'discoveryWriter',
  sequence: number,
): Buffer {
  return one((message) => void from[writer].write(sequence, message, ENTITY.unknown));
}

function disposed(): Buffer {
  const from = participant();
  const node = from.nodes[0]!;
  from.remove(node);
  return sample(from, 'publicationsWriter', 1 + node.writerCount + 1);
}

function answer(type: string, request: (out: ByteWriter) => void): Buffer {
  const asked = new ByteWriter(64);
  request(asked);
  const out = new ByteWriter(64);
  out.markOrigin();
  expect(
    new NodeServices().answer(
      { node: participant().nodes[0]!, type, body: new ByteReader(Buffer.from(asked.view())) },
      out,
    ),
  ).toBe(true);
  return Buffer.from(out.view());
}

function names(...list: string[]): (out: ByteWriter) => void {
  return (out) => {
    out.u32(list.length);
    for (const name of list) out.string(name);
  };
}

const value = { source: 'bench_node_7', phase: 3, tick: 5, unixMs: UNIX_MS };
const announcement = {
  prefix: PREFIX,
  listens: true,
  locator: { address: '127.0.0.1', port: 7450 },
  domain: 0,
  leaseS: 20,
};

const GOLDEN: Readonly<Record<string, () => Buffer>> = {
  'spdp-undirected': () => spdpMessage(announcement, null, UNIX_MS),
  'spdp-directed': () => spdpMessage({ ...announcement, listens: false }, PEER, UNIX_MS),
  'spdp-goodbye': () => spdpGoodbye(PREFIX, UNIX_MS),
  'sedp-discovery-info-writer': () => sample(participant(), 'publicationsWriter', 1),
  'sedp-rosout': () => sample(participant(), 'publicationsWriter', 2),
  'sedp-reply-writer': () => sample(participant(), 'publicationsWriter', 4),
  'sedp-topic': () => sample(participant(), 'publicationsWriter', 11),
  'sedp-parameter-events-reader': () => sample(participant(), 'subscriptionsWriter', 1),
  'sedp-request-reader': () => sample(participant(), 'subscriptionsWriter', 2),
  'sedp-topic-humble': () => sample(participant('humble'), 'publicationsWriter', 10),
  'sedp-disposal': disposed,
  'discovery-info': () => sample(participant(), 'discoveryWriter', 1),
  'discovery-info-humble': () => sample(participant('humble'), 'discoveryWriter', 1),
  heartbeat: () =>
    one((message) =>
      message.heartbeat(ENTITY.publicationsReader, ENTITY.publicationsWriter, 1, 300, 4, false),
    ),
  'acknack-preemptive': () =>
    one((message) => message.acknack(ENTITY.publicationsReader, ENTITY.publicationsWriter, 1, [], 1, false)),
  'acknack-missing': () =>
    one((message) =>
      message.acknack(ENTITY.publicationsReader, ENTITY.publicationsWriter, 10, [10, 12, 43], 2, true),
    ),
  gap: () => one((message) => message.gap(ENTITY.publicationsReader, ENTITY.publicationsWriter, 5, 9)),
  'nack-frag': () =>
    one((message) => message.nackFrag(ENTITY.discoveryInfoReader, ENTITY.discoveryInfoWriter, 3, [2, 5], 1)),
  'data-frag': () =>
    one((message) =>
      message.dataFrag(
        0,
        ENTITY.discoveryInfoWriter,
        3,
        { number: 2, fragmentBytes: 8, sampleBytes: 20 },
        Buffer.from('fragment'),
      ),
    ),
  'value-string': () => encodeValue('std_msgs/msg/String', value)!,
  'value-imu': () => encodeValue('sensor_msgs/msg/Imu', value)!,
  'reply-trigger': () => answer('std_srvs/srv/Trigger', (out) => out.u8(0)),
  'reply-get-parameters': () => answer('rcl_interfaces/srv/GetParameters', names('p0', 'none')),
  'reply-list-parameters': () =>
    answer('rcl_interfaces/srv/ListParameters', (out) => (names()(out), out.align(8), out.i64(0n))),
};

describe('golden bytes', () => {
  it.each(Object.keys(GOLDEN))('%s', async (kind) => {
    await expect(dump(GOLDEN[kind]!())).toMatchFileSnapshot(join(import.meta.dirname, `golden/${kind}.txt`));
  });
});
