import { Engine } from '../src/core/engine.ts';
import type { HostNode } from '../src/core/participant.ts';
import type { GraphNode } from '../src/graph-plan.ts';
import { fullyQualifiedName } from '../src/ros/names.ts';
import type { VirtualNetwork } from './virtual-network.ts';

/** A node as the scaling benchmark makes it: two topics, one Trigger service, two parameters. */
export function benchNode(i: number): GraphNode {
  return {
    name: `bench_node_${i}`,
    namespace: '/',
    topics: [
      { name: `/bench_${i}/t0`, type: 'std_msgs/msg/String', direction: 'publish' },
      { name: `/bench_${i}/t1`, type: 'sensor_msgs/msg/Imu', direction: 'publish' },
    ],
    services: [{ name: `/bench_${i}/s0`, type: 'std_srvs/srv/Trigger' }],
    params: [{ name: 'p0', type: 'integer', value: i }],
  };
}

export function makeEngine(network: VirtualNetwork, address: string, recorder: boolean, leaseS = 20): Engine {
  return new Engine(network, network.transport(address), {
    domain: 0,
    leaseS,
    hostId: `host${address.padEnd(4, '_').slice(-4)}`,
    targets: [],
    shape: 'full',
    distro: 'jazzy',
    recorder,
  });
}

/** Puts nodes into the host's participants, `perParticipant` in each. */
export function populate(engine: Engine, count: number, perParticipant: number): HostNode[] {
  const nodes: HostNode[] = [];
  for (let i = 0; i < count; i++) {
    const index = Math.floor(i / perParticipant);
    const participant = engine.participants[index] ?? engine.createParticipant();
    const plan = benchNode(i);
    nodes.push(participant.add(plan, fullyQualifiedName(plan)));
  }
  for (const participant of engine.participants) participant.publishNodes();
  return nodes;
}

/** What a recording engine sees of a host: nodes, writers, readers. */
export function seenBy(recorder: Engine): { nodes: number; writers: number; readers: number } {
  const { peers, discoveryInfos } = recorder.directory;
  let [writers, readers] = [0, 0];
  for (const peer of peers.values()) {
    writers += peer.writers.size;
    readers += peer.readers.size;
  }
  const nodes = [...discoveryInfos.values()].reduce((sum, info) => sum + info.nodes.length, 0);
  return { nodes, writers, readers };
}
