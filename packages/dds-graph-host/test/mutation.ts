import { FAIR, VirtualNetwork } from './virtual-network.ts';
import { makeEngine, populate, seenBy } from './engine-pair.ts';

/** Every datagram of a small discovery, both ways: the seeds that get mutated. */
export function seedDatagrams(): Buffer[] {
  const network = new VirtualNetwork(99);
  const seeds: Buffer[] = [];
  network.weather = FAIR;
  network.tap = (datagram) => seeds.push(Buffer.from(datagram));
  const host = makeEngine(network, '10.0.0.1', false);
  const recorder = makeEngine(network, '10.0.0.2', true);
  const nodes = populate(host, 6, 3);
  host.start();
  recorder.start();
  network.run(4000, () => seenBy(recorder).nodes === 6);
  host.participants[0]!.remove(nodes[0]!);
  host.participants[0]!.publishNodes();
  for (const writer of host.participants[0]!.writers) host.sender.wake(writer);
  host.sender.pumpAll();
  network.run(8000);
  host.stop();
  recorder.stop();
  network.run(9000);
  return seeds;
}

/** Flips, cuts, repeats and stretches: what a hostile or broken sender makes of a datagram. */
export function mutate(seed: Buffer, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(seed);
  const times = 1 + Math.floor(random() * 4);
  for (let i = 0; i < times && bytes.length > 0; i++) {
    const at = Math.floor(random() * bytes.length);
    switch (Math.floor(random() * 6)) {
      case 0:
        bytes[at] = Math.floor(random() * 256);
        break;
      case 1:
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
        break;
      case 2:
        bytes = bytes.subarray(0, at);
        break;
      case 3:
        bytes.fill(random() < 0.5 ? 0xff : 0, at, Math.min(bytes.length, at + 4));
        break;
      case 4:
        bytes = Buffer.concat([bytes, bytes.subarray(at)]).subarray(0, 65507);
        break;
      case 5:
        bytes = Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([Math.floor(random() * 256)]),
          bytes.subarray(at),
        ]).subarray(0, 65507);
        break;
    }
  }
  return bytes;
}
