import type { Distro } from '../graph-plan.js';
import type { ByteReader } from '../wire/byte-reader.js';
import { openCdr } from '../wire/parameter-list.js';

/** A node as ros_discovery_info lists it; endpoints by guid (16 bytes as latin1). */
export interface DiscoveredNode {
  readonly namespace: string;
  readonly name: string;
  readonly readers: readonly string[];
  readonly writers: readonly string[];
}

export interface DiscoveryInfo {
  readonly participant: string;
  readonly nodes: readonly DiscoveredNode[];
}

/** Reads rmw_dds_common/msg/ParticipantEntitiesInfo; `null` when it does not add up. */
export function parseDiscoveryInfo(payload: Buffer, distro: Distro): DiscoveryInfo | null {
  const input = openCdr(payload);
  if (input === null) return null;
  const gidBytes = distro === 'humble' ? 24 : 16;
  const participant = gid(input, gidBytes);
  const nodes: DiscoveredNode[] = [];
  const count = input.count(16);
  for (let i = 0; i < count && !input.failed; i++) {
    const [namespace, name] = [input.string(), input.string()];
    nodes.push({ namespace, name, readers: gids(input, gidBytes), writers: gids(input, gidBytes) });
  }
  return input.failed ? null : { participant, nodes };
}

function gid(input: ByteReader, bytes: number): string {
  return input.bytes(bytes).toString('latin1').slice(0, 16);
}

function gids(input: ByteReader, bytes: number): string[] {
  const list: string[] = [];
  const count = input.count(bytes);
  for (let i = 0; i < count; i++) list.push(gid(input, bytes));
  return list;
}
