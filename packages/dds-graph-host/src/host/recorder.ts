import { randomBytes } from 'node:crypto';
import type { Engine } from '../core/engine.js';
import { Engine as ProtocolEngine } from '../core/engine.js';
import { systemRuntime } from '../core/runtime.js';
import { UdpTransport } from '../core/udp-transport.js';
import { UserTraffic } from '../core/user-traffic.js';
import type { GraphNode } from '../graph-plan.js';
import { GRAPH_FORMAT, type GraphFile } from '../plan-file.js';
import type { DiscoveredNode } from '../ros/discovery-info.js';
import { nodeFromDiscovery, type SeenEndpoint } from '../ros/recorded-node.js';
import { resolveOptions, type GraphHostOptions } from './options.js';

export interface Recording {
  readonly graph: GraphFile;
  readonly participants: number;
  /** Endpoints that no node claims: those of plain DDS programs. */
  readonly unclaimedEndpoints: number;
}

export type RecorderOptions = Omit<GraphHostOptions, 'plan' | 'shape' | 'nodesPerS' | 'valueRateHz'> & {
  /** How long to listen, in seconds. */
  readonly durationS: number;
};

/** Listens to the discovery of a live system and writes down its graph. Throws like createGraphHost and start do. */
export async function recordGraph(options: RecorderOptions): Promise<Recording> {
  const resolved = resolveOptions({ ...options, plan: { nodes: [] } });
  const { domain, address, multicast, firstIndex, lastIndex, onProblem, targets, distro, leaseS } = resolved;
  const transport = await UdpTransport.open({
    domain,
    address,
    multicast,
    firstIndex,
    lastIndex,
    peers: resolved.peerAddresses,
    onProblem,
  });
  const hostId = Buffer.concat([Buffer.from([0x01, 0xff]), randomBytes(6)]).toString('latin1');
  const engine = new ProtocolEngine(systemRuntime, transport, {
    domain,
    leaseS,
    hostId,
    targets,
    shape: 'lite',
    distro,
    recorder: true,
  });
  engine.userTraffic = new UserTraffic(engine, { readersOf: () => [] }, { answer: () => false });
  engine.start();
  await new Promise((resolve) => setTimeout(resolve, options.durationS * 1000));
  const recording = recordingOf(engine);
  engine.stop();
  await new Promise((resolve) => setTimeout(resolve, 30));
  await transport.close();
  return recording;
}

/** What an engine with a recorder knows of others, as a graph. */
export function recordingOf(engine: Engine): Recording {
  const { peers, discoveryInfos } = engine.directory;
  const nodes: GraphNode[] = [];
  let total = 0;
  let claimed = 0;
  let full = false;
  for (const peer of peers.values()) {
    for (const endpoint of [...peer.readers.values(), ...peer.writers.values()])
      if (endpoint.topic !== 'ros_discovery_info') total += 1;
    for (const node of discoveryInfos.get(peer.prefix)?.nodes ?? []) {
      const endpoints = endpointsOfNode(engine, node);
      claimed += endpoints.length;
      const recorded = nodeFromDiscovery(node, endpoints);
      nodes.push(recorded.node);
      full ||= recorded.hasLibraryServices;
    }
  }
  const graph: GraphFile = { format: GRAPH_FORMAT, shape: full ? 'full' : 'lite', nodes };
  return { graph, participants: peers.size, unclaimedEndpoints: total - claimed };
}

function endpointsOfNode(engine: Engine, node: DiscoveredNode): SeenEndpoint[] {
  const find = (gid: string, kind: 'readers' | 'writers'): SeenEndpoint[] => {
    const entity = Buffer.from(gid.slice(12), 'latin1');
    const found =
      entity.length === 4
        ? engine.directory.peers.get(gid.slice(0, 12))?.[kind].get(entity.readUInt32BE(0))
        : undefined;
    return found === undefined ? [] : [{ topic: found.topic, type: found.type, writes: kind === 'writers' }];
  };
  return [
    ...node.readers.flatMap((gid) => find(gid, 'readers')),
    ...node.writers.flatMap((gid) => find(gid, 'writers')),
  ];
}
