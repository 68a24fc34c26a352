import type { Distro, GraphNode, NodeShape } from '../graph-plan.js';
import { DdsGraphError } from '../errors.js';
import { endpointsOf, type NodeEndpoints } from '../ros/endpoints.js';
import { FIRST_USER_KEY, LAST_USER_KEY } from '../wire/constants.js';
import { SampleLog } from './sample-log.js';

/** A node that is announced: its plan and the numbers that its endpoints and samples start at. */
export interface HostNode {
  readonly plan: GraphNode;
  readonly fqn: string;
  readonly participant: Participant;
  /** Entity key of the first writer; the readers follow the writers. */
  readonly firstKey: number;
  readonly writerCount: number;
  readonly readerCount: number;
  /** Sequence number of the first writer in the publications log, of the first reader in the subscriptions log. */
  readonly firstPublication: number;
  readonly firstSubscription: number;
  /** Version of the participant's ros_discovery_info that first names the node. */
  discoveryVersion: number;
}

/** The entity key of the participant's own writer of ros_discovery_info. */
export const OWN_WRITER_KEY = 0x000004;
/** The key of its reader, announced by recorders only. */
export const OWN_READER_KEY = 0x000005;

/** One pretended DDS participant and the nodes that live in it. */
export class Participant {
  readonly publications: SampleLog = new SampleLog();
  readonly subscriptions: SampleLog = new SampleLog();
  readonly nodes: HostNode[] = [];
  /** Newest version of ros_discovery_info. */
  discoveryVersion = 0;
  private nextKey = FIRST_USER_KEY;
  private cachedNode: HostNode | null = null;
  private cachedEndpoints: NodeEndpoints | null = null;

  constructor(
    readonly index: number,
    readonly prefix: string,
    private readonly shape: NodeShape,
    private readonly distro: Distro,
    recorder = false,
  ) {
    this.publications.push(OWN_WRITER_KEY);
    if (recorder) this.subscriptions.push(OWN_READER_KEY);
  }

  /** Whether entity ids are left for so many endpoints; they are never used twice. */
  hasKeysFor(endpoints: number): boolean {
    return this.nextKey + endpoints <= LAST_USER_KEY;
  }

  /** Adds a node to the histories (not yet to ros_discovery_info: see `publishNodes`). */
  add(plan: GraphNode, fqn: string): HostNode {
    const { writers, readers } = endpointsOf(plan, this.shape, this.distro);
    const firstKey = this.nextKey;
    if (!this.hasKeysFor(writers.length + readers.length)) {
      throw new DdsGraphError(
        'MEDKIT_DDS_PLAN_TOO_LARGE',
        'one participant has no entity ids left; use fewer nodes per participant.',
      );
    }
    this.nextKey += writers.length + readers.length;
    const node: HostNode = {
      plan,
      fqn,
      participant: this,
      firstKey,
      writerCount: writers.length,
      readerCount: readers.length,
      firstPublication: this.publications.lastSeq + 1,
      firstSubscription: this.subscriptions.lastSeq + 1,
      discoveryVersion: this.discoveryVersion + 1,
    };
    for (let i = 0; i < writers.length; i++) this.publications.push(firstKey + i);
    for (let i = 0; i < readers.length; i++) this.subscriptions.push(firstKey + writers.length + i);
    this.nodes.push(node);
    return node;
  }

  /** Takes a node out: its samples turn into gaps, a disposal of each endpoint follows. */
  remove(node: HostNode): void {
    const at = this.nodes.indexOf(node);
    if (at < 0) return;
    this.nodes.splice(at, 1);
    this.cachedNode = null;
    for (let i = 0; i < node.writerCount; i++) {
      this.publications.remove(node.firstPublication + i);
      this.publications.push(-(node.firstKey + i));
    }
    for (let i = 0; i < node.readerCount; i++) {
      this.subscriptions.remove(node.firstSubscription + i);
      this.subscriptions.push(-(node.firstKey + node.writerCount + i));
    }
  }

  /** Makes the present set of nodes the newest ros_discovery_info. */
  publishNodes(): void {
    this.discoveryVersion += 1;
  }

  /** The node that owns an entity key, by binary search: keys only grow. */
  nodeOfKey(key: number): HostNode | null {
    let low = 0;
    let high = this.nodes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const node = this.nodes[middle];
      if (node !== undefined && node.firstKey + node.writerCount + node.readerCount <= key) low = middle + 1;
      else high = middle;
    }
    const node = this.nodes[low];
    return node !== undefined && node.firstKey <= key ? node : null;
  }

  /** A node's endpoints, made from its plan; the last one asked for is kept, since samples go out node by node. */
  endpoints(node: HostNode): NodeEndpoints {
    if (this.cachedNode !== node || this.cachedEndpoints === null) {
      this.cachedEndpoints = endpointsOf(node.plan, this.shape, this.distro);
      this.cachedNode = node;
    }
    return this.cachedEndpoints;
  }
}
