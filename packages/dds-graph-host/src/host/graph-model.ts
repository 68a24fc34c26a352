import { DdsGraphError } from '../errors.js';
import type { GraphNode } from '../graph-plan.js';
import { discoveryInfoBytes } from '../core/discovery-info-writer.js';
import type { Engine } from '../core/engine.js';
import type { LocalParticipant } from '../core/local-participant.js';
import type { HostNode } from '../core/participant.js';
import type { SampleLog } from '../core/sample-log.js';
import { endpointsOf } from '../ros/endpoints.js';
import { fullyQualifiedName } from '../ros/names.js';

/** A participant's ros_discovery_info is one sample: beyond this it takes peers too long to put together. */
const MAX_DISCOVERY_INFO_BYTES = 1_000_000;

interface Disposals {
  readonly log: SampleLog;
  readonly participant: LocalParticipant;
  readonly kind: 'publications' | 'subscriptions';
  readonly from: number;
  readonly to: number;
}

/** Which nodes there are, in which participants, and what must be told when that changes. */
export class GraphModel {
  readonly nodes: Map<string, HostNode> = new Map();
  /** Goes up with every change, so that indexes know when they are stale. */
  version = 0;
  onRemoved: (node: HostNode) => void = () => {};
  private disposals: Disposals[] = [];
  private readonly bytes = new Map<LocalParticipant, number>();

  constructor(
    private readonly engine: Engine,
    private readonly nodesPerParticipant: number,
  ) {}

  /** Throws when one of the nodes could not be added; nothing is changed then. */
  check(plans: readonly GraphNode[]): void {
    const names = new Set<string>();
    for (const plan of plans) {
      const fqn = fullyQualifiedName(plan);
      if (this.nodes.has(fqn) || names.has(fqn)) {
        throw new DdsGraphError(
          'MEDKIT_DDS_BAD_PLAN',
          `node ${fqn} is there twice; give each node a name of its own.`,
        );
      }
      names.add(fqn);
      const { shape, distro } = this.engine.options;
      const { writers, readers } = endpointsOf(plan, shape, distro);
      if ((writers.length + readers.length) * 24 > MAX_DISCOVERY_INFO_BYTES) {
        throw new DdsGraphError(
          'MEDKIT_DDS_PLAN_TOO_LARGE',
          `node ${fqn} has ${writers.length + readers.length} endpoints, more than one participant can announce; spread them over more nodes.`,
        );
      }
    }
  }

  /** Adds nodes and tells every peer. Throws MEDKIT_DDS_BAD_NAME, _BAD_PLAN or _PLAN_TOO_LARGE before anything is changed. */
  add(plans: readonly GraphNode[]): HostNode[] {
    this.check(plans);
    this.prune();
    const touched = new Set<LocalParticipant>();
    const fresh: LocalParticipant[] = [];
    const added = plans.map((plan) => {
      const participant = this.roomFor(plan, fresh);
      const node = participant.add(plan, fullyQualifiedName(plan));
      this.bytes.set(
        participant,
        (this.bytes.get(participant) ?? 0) + discoveryInfoBytes(node, this.engine.options.distro),
      );
      this.nodes.set(node.fqn, node);
      touched.add(participant);
      return node;
    });
    this.publish(touched);
    for (const participant of fresh) this.engine.introduce(participant);
    return added;
  }

  /** Takes nodes out by full name and tells every peer. Unknown names are left out of the count returned. */
  remove(names: readonly string[]): number {
    this.prune();
    const touched = new Set<LocalParticipant>();
    let removed = 0;
    for (const name of names) {
      const node = this.nodes.get(name);
      if (node === undefined) continue;
      const participant = node.participant as LocalParticipant;
      this.takeOut(node, participant);
      touched.add(participant);
      removed += 1;
    }
    for (const participant of touched) {
      if (participant.nodes.length > 0 || participant.index === 0) continue;
      touched.delete(participant);
      this.bytes.delete(participant);
      this.disposals = this.disposals.filter((disposal) => disposal.participant !== participant);
      this.engine.retire(participant);
    }
    this.publish(touched);
    return removed;
  }

  private takeOut(node: HostNode, participant: LocalParticipant): void {
    const before = {
      publications: participant.publications.lastSeq,
      subscriptions: participant.subscriptions.lastSeq,
    };
    participant.remove(node);
    this.onRemoved(node);
    this.nodes.delete(node.fqn);
    this.bytes.set(
      participant,
      (this.bytes.get(participant) ?? 0) - discoveryInfoBytes(node, this.engine.options.distro),
    );
    for (const kind of ['publications', 'subscriptions'] as const) {
      const log = participant[kind];
      this.disposals.push({ log, participant, kind, from: before[kind] + 1, to: log.lastSeq });
    }
  }

  private publish(participants: Iterable<LocalParticipant>): void {
    this.version += 1;
    for (const participant of participants) {
      participant.publishNodes();
      for (const writer of participant.writers) this.engine.sender.wake(writer);
    }
    this.engine.sender.pumpAll();
  }

  private roomFor(plan: GraphNode, fresh: LocalParticipant[]): LocalParticipant {
    const { shape, distro } = this.engine.options;
    const { participants } = this.engine;
    const hasRoom = (participant: LocalParticipant): boolean => {
      if (participant.nodes.length >= this.nodesPerParticipant) return false;
      const { writers, readers } = endpointsOf(plan, shape, distro);
      const endpoints = writers.length + readers.length;
      return (
        participant.hasKeysFor(endpoints) &&
        (this.bytes.get(participant) ?? 0) + endpoints * 24 < MAX_DISCOVERY_INFO_BYTES
      );
    };
    const last = participants[participants.length - 1];
    if (last !== undefined && hasRoom(last)) return last;
    // Only after a removal is there room further back.
    const room =
      this.nodes.size < (participants.length - 1) * this.nodesPerParticipant
        ? participants.find(hasRoom)
        : undefined;
    if (room !== undefined) return room;
    const participant = this.engine.createParticipant();
    fresh.push(participant);
    return participant;
  }

  /** Disposals that every peer has acknowledged have done their work: histories stay as small as the graph. */
  private prune(): void {
    const peers = [...this.engine.directory.peers.values()];
    this.disposals = this.disposals.filter(({ log, participant, kind, from, to }) => {
      const writer =
        kind === 'publications' ? participant.publicationsWriter : participant.subscriptionsWriter;
      const known = peers.every((peer) => !peer.detects || (peer.proxies.get(writer)?.acked ?? to) >= to);
      if (known) for (let sequence = from; sequence <= to; sequence++) log.remove(sequence);
      return !known;
    });
  }
}
