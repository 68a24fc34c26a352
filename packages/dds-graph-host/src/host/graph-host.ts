import { randomBytes } from 'node:crypto';
import { Engine } from '../core/engine.js';
import { isSettled } from '../core/reliable-sender.js';
import { systemRuntime, type Runtime, type TimerHandle } from '../core/runtime.js';
import type { DatagramTransport } from '../core/transport.js';
import { UdpTransport } from '../core/udp-transport.js';
import { DdsGraphError } from '../errors.js';
import type { GraphNode } from '../graph-plan.js';
import { UserTraffic } from '../core/user-traffic.js';
import { fullyQualifiedName } from '../ros/names.js';
import { NodeServices } from '../ros/node-services.js';
import { TopicIndex } from './topic-index.js';
import { TopicValues } from './topic-values.js';
import { Churn, type ChurnOptions } from './churn.js';
import { GraphModel } from './graph-model.js';
import { listeningPeers, peerStats, type GraphHostStats } from './host-stats.js';
import { resolveOptions, type GraphHostOptions, type ResolvedOptions } from './options.js';

/** Waiting for acknowledgement: how long, and by how many peers at least. */
export interface AcknowledgementWait {
  readonly timeoutS?: number;
  readonly peers?: number;
}

const GRADUAL_STEP_MS = 100;
/** Time for the last datagrams to leave before the socket closes. */
const GOODBYE_MS = 30;
const WAIT_STEP_MS = 10;

/** A synthetic ROS 2 graph on the wire. Made by {@link createGraphHost}. */
export class GraphHost {
  private engine: Engine | null = null;
  private model: GraphModel | null = null;
  private traffic: UserTraffic | null = null;
  private values: TopicValues | null = null;
  private churnRun: Churn | null = null;
  private gradual: TimerHandle | null = null;
  private waiting: GraphNode[] = [];
  private startedAt = 0;
  private cpuAtStart = 0;
  private lastReading: { cpuS: number; at: number } | null = null;
  private services: NodeServices | null = null;
  private asked = 0;
  /** Everything asked for has just been acknowledged by every listening peer; called again after each change. */
  onAcknowledged: () => void = () => {};

  constructor(
    private readonly options: ResolvedOptions,
    private readonly runtime: Runtime,
    private readonly openTransport: () => Promise<DatagramTransport>,
  ) {}

  /** Opens the sockets and announces the plan. Throws DdsGraphError when that is impossible. */
  async start(): Promise<void> {
    const transport = await this.openTransport();
    const { domain, leaseS, targets, shape, distro, window } = this.options;
    // 0x01ff marks the vendor, the rest is chance: two hosts on one network must not share it.
    const hostId = Buffer.concat([Buffer.from([0x01, 0xff]), randomBytes(6)]).toString('latin1');
    const engine = new Engine(this.runtime, transport, {
      domain,
      leaseS,
      hostId,
      targets,
      shape,
      distro,
      ...(window === undefined ? {} : { window }),
    });
    const model = new GraphModel(engine, this.options.nodesPerParticipant);
    const index = new TopicIndex(engine, model);
    this.services = new NodeServices();
    this.traffic = new UserTraffic(engine, index, this.services);
    this.values = new TopicValues(engine, this.traffic, index, this.options.valueRateHz);
    engine.userTraffic = this.traffic;
    engine.onPrefixConflict = (from) => {
      this.options.onProblem(
        `${from.address}:${from.port} speaks with this host's guid prefix: peers mix the two up; stop one of them and start it again`,
      );
    };
    engine.sender.onSettled = () => this.noteAcknowledged();
    engine.directory.onPeerGone = () => this.noteAcknowledged();
    model.onRemoved = (node) => this.traffic?.forget(node);
    this.engine = engine;
    this.model = model;
    this.startedAt = this.runtime.now();
    this.cpuAtStart = cpuSeconds();
    try {
      this.add(this.options.plan.nodes);
    } catch (error) {
      await transport.close();
      this.engine = null;
      throw error;
    }
    engine.start();
  }

  private noteAcknowledged(): void {
    if (this.engine === null || this.model === null || this.model.nodes.size !== this.asked) return;
    const peers = listeningPeers(this.engine);
    if (peers.length > 0 && peers.every((peer) => peer.settledAt !== null)) this.onAcknowledged();
  }

  private running(): { engine: Engine; model: GraphModel } {
    if (this.engine === null || this.model === null) {
      throw new DdsGraphError(
        'MEDKIT_DDS_NOT_RUNNING',
        'the host is not running; call start() first, and nothing after stop().',
      );
    }
    return { engine: this.engine, model: this.model };
  }

  /** Adds nodes (gradually when `nodesPerS` was given). Throws before any change when a name or a plan is bad. */
  add(nodes: readonly GraphNode[]): void {
    const { model } = this.running();
    if (this.options.nodesPerS === 0) {
      model.add(nodes);
      this.asked += nodes.length;
      return;
    }
    model.check([...this.waiting, ...nodes]);
    this.waiting.push(...nodes);
    this.asked += nodes.length;
    this.stepGradually(model);
  }

  private stepGradually(model: GraphModel): void {
    if (this.gradual !== null || this.waiting.length === 0) return;
    const rate = this.options.nodesPerS;
    const batch = Math.max(1, Math.round((rate * GRADUAL_STEP_MS) / 1000));
    model.add(this.waiting.splice(0, batch));
    this.gradual = this.runtime.setTimer((batch / rate) * 1000, () => {
      this.gradual = null;
      this.stepGradually(model);
    });
  }

  /** Takes nodes out by full name (`/ns/name`); returns how many there were. */
  remove(names: readonly string[]): number {
    const { model } = this.running();
    const gone = new Set(names);
    const kept = this.waiting.filter((node) => !gone.has(fullyQualifiedName(node)));
    const removed = model.remove(names) + this.waiting.length - kept.length;
    this.waiting = kept;
    this.asked -= removed;
    return removed;
  }

  /** Full names of all announced nodes, oldest first. */
  nodeNames(): string[] {
    return [...this.running().model.nodes.keys()];
  }

  /** Replaces `count` nodes with fresh ones every `everyS` seconds until told to stop; one run at a time. */
  churn(options: ChurnOptions): Churn {
    const { model } = this.running();
    this.churnRun?.stop();
    this.churnRun = new Churn(this.runtime, model, options);
    return this.churnRun;
  }

  /** The churn in progress, or the last one; `null` when there was none. */
  get currentChurn(): Churn | null {
    return this.churnRun;
  }

  stats(): GraphHostStats {
    const { engine, model } = this.running();
    const now = this.runtime.now();
    const peers = listeningPeers(engine).map((peer) => peerStats(engine, peer));
    const cpuS = cpuSeconds() - this.cpuAtStart;
    const last = this.lastReading;
    this.lastReading = { cpuS, at: now };
    const { address, port } = engine.transport.locator;
    const group = engine.transport.group;
    return {
      addresses: {
        unicast: `${address}:${port}`,
        multicast: group === null ? null : `${group.address}:${group.port}`,
      },
      domain: engine.options.domain,
      nodesAsked: this.asked,
      nodesAnnounced: model.nodes.size,
      participants: engine.participants.length,
      endpoints: [...model.nodes.values()].reduce(
        (sum, node) => sum + node.writerCount + node.readerCount,
        0,
      ),
      peers,
      fullyAcknowledged:
        engine.counters.prefixConflicts === 0 &&
        peers.length > 0 &&
        model.nodes.size === this.asked &&
        peers.every((peer) => peer.acknowledged),
      resends: peers.reduce((sum, peer) => sum + peer.resends, 0),
      unansweredHeartbeats: peers.reduce((sum, peer) => sum + peer.unansweredHeartbeats, 0),
      requestsAnswered: this.traffic?.requestsAnswered ?? 0,
      requestsUnanswered: this.traffic?.requestsUnanswered ?? 0,
      valuesSent: this.values?.sent ?? 0,
      intake: { ...engine.counters },
      cpuS,
      cpuCoresSinceLast:
        last === null || now - last.at < 1 ? null : (cpuS - last.cpuS) / ((now - last.at) / 1000),
      rssBytes: process.memoryUsage.rss(),
      uptimeS: (now - this.startedAt) / 1000,
    };
  }

  /**
   * Resolves once everything asked for is announced and acknowledged by every listening peer, and by at least `peers` of them
   * (default 1). Rejects with MEDKIT_DDS_NOT_ACKNOWLEDGED after `timeoutS` (default 60).
   */
  async acknowledged(wait: AcknowledgementWait = {}): Promise<GraphHostStats> {
    const { timeoutS = 60, peers: wanted = 1 } = wait;
    const until = this.runtime.now() + timeoutS * 1000;
    for (;;) {
      const { engine, model } = this.running();
      const peers = listeningPeers(engine);
      const whole = model.nodes.size === this.asked && peers.length >= wanted;
      if (whole && peers.every((peer) => peer.settledAt !== null || isSettled(peer))) return this.stats();
      if (this.runtime.now() >= until) {
        const open = peers.filter((peer) => !isSettled(peer)).length;
        throw new DdsGraphError(
          'MEDKIT_DDS_NOT_ACKNOWLEDGED',
          `after ${timeoutS} s ${peers.length} of ${wanted} peers are there and ${open} of them lack part of the graph; is the target running on domain ${engine.options.domain}?`,
        );
      }
      await new Promise<void>((resolve) => void this.runtime.setTimer(WAIT_STEP_MS, resolve));
    }
  }

  /** Takes the whole graph back and closes the sockets. Safe to call twice. */
  async stop(): Promise<void> {
    const engine = this.engine;
    if (engine === null) return;
    this.engine = null;
    if (this.gradual !== null) this.runtime.clearTimer(this.gradual);
    this.churnRun?.stop();
    this.values?.stop();
    engine.stop();
    await new Promise<void>((resolve) => void this.runtime.setTimer(GOODBYE_MS, resolve));
    await engine.transport.close();
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/**
 * Makes a host for a graph; `start()` brings it to life. Throws MEDKIT_DDS_BAD_OPTION or MEDKIT_DDS_NO_INTERFACE
 * for options that cannot work.
 */
export function createGraphHost(options: GraphHostOptions): GraphHost {
  const resolved = resolveOptions(options);
  const { domain, address, multicast, firstIndex, lastIndex, peerAddresses, onProblem } = resolved;
  const open = (): Promise<DatagramTransport> =>
    UdpTransport.open({ domain, address, multicast, firstIndex, lastIndex, peers: peerAddresses, onProblem });
  return new GraphHost(resolved, systemRuntime, open);
}
