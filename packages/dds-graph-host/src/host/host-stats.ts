import { isSettled } from '../core/reliable-sender.js';
import { vendorName, type Engine, type IntakeCounters } from '../core/engine.js';
import type { LocalParticipant } from '../core/local-participant.js';
import type { Peer } from '../core/peer.js';
import { prefixHex } from '../wire/guid.js';

/** What one remote participant has of the graph. */
export interface PeerStats {
  /** Guid prefix in hex. */
  readonly id: string;
  readonly vendor: string;
  readonly address: string;
  /** Nodes whose endpoints, and place in ros_discovery_info where the peer reads it, are acknowledged. */
  readonly nodesAcknowledged: number;
  /** Everything announced so far is acknowledged. */
  readonly acknowledged: boolean;
  /** Seconds from first contact to the present state being acknowledged; `null` while it is not. */
  readonly acknowledgedAfterS: number | null;
  /** Whether the peer reads ros_discovery_info: a bare DDS program does not. */
  readonly readsDiscoveryInfo: boolean;
  readonly resends: number;
  readonly unansweredHeartbeats: number;
}

export interface GraphHostStats {
  readonly addresses: { readonly unicast: string; readonly multicast: string | null };
  readonly domain: number;
  readonly nodesAsked: number;
  readonly nodesAnnounced: number;
  readonly participants: number;
  readonly endpoints: number;
  readonly peers: readonly PeerStats[];
  /** Announced in full and acknowledged in full by every peer that takes discovery in, of which there is at least one; never while another host uses the same guid prefix. */
  readonly fullyAcknowledged: boolean;
  readonly resends: number;
  readonly unansweredHeartbeats: number;
  readonly requestsAnswered: number;
  readonly requestsUnanswered: number;
  readonly valuesSent: number;
  readonly intake: Readonly<IntakeCounters>;
  /** This process: CPU seconds since the host started, cores since the last reading, resident memory. */
  readonly cpuS: number;
  readonly cpuCoresSinceLast: number | null;
  readonly rssBytes: number;
  readonly uptimeS: number;
}

/** Every peer that takes discovery in; another recorder's quiet participants do not count. */
export function listeningPeers(engine: Engine): Peer[] {
  return [...engine.directory.peers.values()].filter((peer) => peer.detects);
}

export function peerStats(engine: Engine, peer: Peer): PeerStats {
  const { address, port } = peer.meta;
  return {
    id: prefixHex(peer.prefix),
    vendor: vendorName(peer.vendor),
    address: `${address}:${port}`,
    nodesAcknowledged: engine.participants.reduce(
      (sum, participant) => sum + acknowledgedNodes(peer, participant),
      0,
    ),
    acknowledged: isSettled(peer),
    acknowledgedAfterS: peer.settledAt === null ? null : (peer.settledAt - peer.firstHeardAt) / 1000,
    readsDiscoveryInfo: peer.discoveryReader !== null,
    resends: peer.resends,
    unansweredHeartbeats: peer.unansweredHeartbeats,
  };
}

function acknowledgedNodes(peer: Peer, participant: LocalParticipant): number {
  const publications = peer.proxies.get(participant.publicationsWriter)?.acked ?? 0;
  const subscriptions = peer.proxies.get(participant.subscriptionsWriter)?.acked ?? 0;
  const version =
    peer.discoveryReader === null ? Infinity : (peer.proxies.get(participant.discoveryWriter)?.acked ?? 0);
  let count = 0;
  for (const node of participant.nodes) {
    const whole =
      publications >= node.firstPublication + node.writerCount - 1 &&
      subscriptions >= node.firstSubscription + node.readerCount - 1 &&
      version >= node.discoveryVersion;
    if (whole) count += 1;
  }
  return count;
}
