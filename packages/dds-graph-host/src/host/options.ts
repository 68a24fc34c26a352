import { DdsGraphError } from '../errors.js';
import type { Distro, GraphPlan, NodeShape } from '../graph-plan.js';
import type { Locator } from '../wire/locator.js';
import { ipv4Number } from '../wire/locator.js';
import type { Window } from '../core/reliable-sender.js';
import {
  addressOfInterface,
  DEFAULT_FIRST_INDEX,
  isLoopback,
  LAST_INDEX,
  LAST_LOCALHOST_INDEX,
  unicastPort,
} from '../core/udp-transport.js';

/** How a graph is announced. Everything but the plan has a default. */
export interface GraphHostOptions {
  readonly plan: GraphPlan;
  /** ROS_DOMAIN_ID, 0..232. Default 0. */
  readonly domain?: number;
  /** Network interface by name; its IPv4 address is used. Default: loopback. */
  readonly interface?: string;
  /** The IPv4 address to speak from, instead of an interface name. */
  readonly address?: string;
  /** IPv4 addresses (`10.0.0.5` or `10.0.0.5:7412`) to announce to besides the group and, on loopback, this machine. */
  readonly peers?: readonly string[];
  /** Announce to 239.255.0.1 and listen there. Default true. */
  readonly multicast?: boolean;
  /** Default 100; a real robot has about one. */
  readonly nodesPerParticipant?: number;
  /** Default `full`. */
  readonly shape?: NodeShape;
  /** Default `jazzy`. */
  readonly distro?: Distro;
  /** How long peers remember a host that died. Default 20. */
  readonly leaseS?: number;
  /** Announce so many nodes a second instead of all at once; 0 is all at once. */
  readonly nodesPerS?: number;
  /** How often each topic that somebody reads gets a value. Default 0: never. */
  readonly valueRateHz?: number;
  /** What may be unacknowledged at a time, per peer. */
  readonly window?: Window;
  /** First participant index (port) tried. Default 20. */
  readonly firstIndex?: number;
  /** Told of things that work less well than asked for. */
  readonly onProblem?: (text: string) => void;
}

export interface ResolvedOptions {
  readonly plan: GraphPlan;
  readonly domain: number;
  readonly address: string;
  readonly targets: readonly Locator[];
  readonly peerAddresses: readonly string[];
  readonly multicast: boolean;
  readonly nodesPerParticipant: number;
  readonly shape: NodeShape;
  readonly distro: Distro;
  readonly leaseS: number;
  readonly nodesPerS: number;
  readonly valueRateHz: number;
  readonly window: Window | undefined;
  readonly firstIndex: number;
  readonly lastIndex: number;
  readonly onProblem: (text: string) => void;
}

/** Unicast ports of one address at which participants are looked for. */
const PROBED_INDEXES = 32;

function bad(message: string): DdsGraphError {
  return new DdsGraphError('MEDKIT_DDS_BAD_OPTION', message);
}

function number(
  name: string,
  value: number | undefined,
  fallback: number,
  low: number,
  high: number,
  whole = false,
): number {
  const given = value ?? fallback;
  if (typeof given !== 'number' || !(given >= low && given <= high) || (whole && !Number.isInteger(given))) {
    throw bad(
      `${name} is ${String(given)}; it must be ${whole ? 'a whole number' : 'a number'} from ${low} to ${high}.`,
    );
  }
  return given;
}

/** Checks the options and fills in defaults. Throws MEDKIT_DDS_BAD_OPTION or MEDKIT_DDS_NO_INTERFACE. */
export function resolveOptions(options: GraphHostOptions): ResolvedOptions {
  const domain = number('domain', options.domain, 0, 0, 232, true);
  const address = addressOf(options);
  const peers = (options.peers ?? []).map((peer) => parsePeer(peer));
  const shape = options.shape ?? 'full';
  if (shape !== 'full' && shape !== 'lite') throw bad(`shape is ${JSON.stringify(shape)}; use full or lite.`);
  const distro = options.distro ?? 'jazzy';
  if (distro !== 'jazzy' && distro !== 'humble')
    throw bad(`distro is ${JSON.stringify(distro)}; use jazzy (also for Iron and later) or humble.`);
  const firstIndex = number('firstIndex', options.firstIndex, DEFAULT_FIRST_INDEX, 0, LAST_INDEX, true);
  // Peers that search loopback by port look no further than a certain index; off loopback they are told our port.
  const lastIndex = isLoopback(address) ? Math.max(firstIndex, LAST_LOCALHOST_INDEX) : LAST_INDEX;
  if (unicastPort(domain, firstIndex) > 65535)
    throw bad(
      `domain ${domain} with index ${firstIndex} needs port ${unicastPort(domain, firstIndex)}; the highest is 65535, so use a smaller firstIndex or domain.`,
    );
  const ranges = isLoopback(address) ? [{ address, port: null }, ...peers] : peers;
  return {
    plan: options.plan,
    domain,
    address,
    targets: ranges.flatMap((peer) => targetsOf(domain, peer)),
    peerAddresses: peers.map((peer) => peer.address),
    multicast: options.multicast ?? true,
    nodesPerParticipant: number('nodesPerParticipant', options.nodesPerParticipant, 100, 1, 5000, true),
    shape,
    distro,
    leaseS: number('leaseS', options.leaseS, 20, 1, 3600),
    nodesPerS: number('nodesPerS', options.nodesPerS, 0, 0, 1e6),
    valueRateHz: number('valueRateHz', options.valueRateHz, 0, 0, 1000),
    window: options.window,
    firstIndex,
    lastIndex,
    onProblem: options.onProblem ?? (() => {}),
  };
}

function addressOf(options: GraphHostOptions): string {
  if (options.interface !== undefined) {
    const address = addressOfInterface(options.interface);
    if (address !== null) return address;
    throw new DdsGraphError(
      'MEDKIT_DDS_NO_INTERFACE',
      `interface ${JSON.stringify(options.interface)} does not exist, is down or has no IPv4 address; see "ip -4 addr".`,
    );
  }
  const address = options.address ?? '127.0.0.1';
  if (ipv4Number(address) === null)
    throw bad(`address is ${JSON.stringify(address)}; it must be an IPv4 address of this machine.`);
  return address;
}

function parsePeer(peer: string): { address: string; port: number | null } {
  const [address = '', port] = peer.split(':');
  const portNumber = port === undefined ? null : Number(port);
  const first = (ipv4Number(address) ?? 0) >>> 24;
  if (
    ipv4Number(address) === null ||
    first === 0 ||
    first >= 224 ||
    (portNumber !== null && !(portNumber >= 1 && portNumber <= 65535))
  ) {
    throw bad(
      `peer ${JSON.stringify(peer)}: use an IPv4 address with or without a port, as in 10.0.0.5 or 10.0.0.5:7412.`,
    );
  }
  return { address, port: portNumber };
}

function targetsOf(domain: number, peer: { address: string; port: number | null }): Locator[] {
  if (peer.port !== null) return [{ address: peer.address, port: peer.port }];
  return Array.from({ length: PROBED_INDEXES }, (_, index) => ({
    address: peer.address,
    port: unicastPort(domain, index),
  })).filter((target) => target.port <= 65535);
}
