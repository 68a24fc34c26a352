import { Worker } from 'node:worker_threads';
import { Ballast } from './ballast.js';
import { burnCpu } from './cpu-burner.js';
import { DataPool } from './data-pool.js';
import type { GraphNode } from './graph-node.js';
import { fullName } from './graph-node.js';
import type { HostIdentity } from './host-identity.js';
import { hostIdentity } from './host-identity.js';
import { ownNodes } from './own-nodes.js';
import type { Params } from './params.js';
import { numberOf } from './params.js';
import { spinCpuMs } from './spin.js';

/** The graph, the entity cache that follows it, and the costs that are known by construction. */
export class Gateway {
  readonly params: Params;
  readonly startedMs: number = Date.now();
  generation: number = 0;
  /** Whether all of the gateway is built; until then health has no counters. */
  complete: boolean = false;
  readonly host: HostIdentity;
  /** Topics that were read. */
  readonly data: DataPool;
  /** Names that nodes of several namespaces have. */
  sharedNames: ReadonlySet<string> = new Set();
  readonly #own: readonly GraphNode[];
  #graph = new Map<string, GraphNode>();
  #seen: GraphNode[] = [];
  #changed = false;
  #changes = 0;
  #lastRefreshMs = 0;
  readonly #entityBallast = new Ballast();
  readonly #base = new Ballast();
  readonly #leak = new Ballast();
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #workers: Worker[] = [];

  readonly #stopBurning: () => void;
  #requests = 0;

  readonly #onRefreshed: (changed: boolean) => void;

  /** @param onRefreshed called after every refresh; `changed`: nodes may have left, and what they took is no longer held */
  constructor(
    params: Params,
    onRefreshed: (changed: boolean) => void = () => undefined,
    host: HostIdentity = hostIdentity(),
  ) {
    this.params = params;
    this.host = host;
    this.data = new DataPool(numberOf(params, 'data_provider.max_pool_size'));
    this.#own = ownNodes(params).filter((node) => this.#isShown(node));
    this.#onRefreshed = onRefreshed;
    const triggers =
      params.get('triggers.enabled') === true ? numberOf(params, 'reference.triggers_bytes') : 0;
    this.#base.resize(numberOf(params, 'reference.base_ballast_mib') * 1024 * 1024 + triggers);
    const interval = numberOf(params, 'refresh_interval_ms');
    this.#timers.push(
      setInterval(() => this.refresh(), interval),
      setInterval(() => this.#poll(), numberOf(params, 'subscription_executor.graph_poll_tick_ms')),
    );
    for (let i = 0; i < numberOf(params, 'reference.extra_threads'); i += 1) this.#workers.push(idleThread());
    this.#stopBurning = burnCpu(numberOf(params, 'reference.cpu_cores'));
    this.refresh();
  }

  /** Nodes as of the last refresh. */
  get nodes(): readonly GraphNode[] {
    return this.#seen;
  }

  change(change: { set?: GraphNode[]; add?: GraphNode[]; remove?: string[] }): number {
    if (change.set) this.#graph = new Map();
    for (const node of [...(change.set ?? []), ...(change.add ?? [])]) this.#graph.set(fullName(node), node);
    this.#remove(new Set(change.remove ?? []));
    this.#changes += (change.set?.length ?? 0) + (change.add?.length ?? 0) + (change.remove?.length ?? 0);
    this.#changed = true;
    return this.#graph.size;
  }

  /** Counts a request: some of them cost memory for good. */
  served(): void {
    this.#requests += 1;
  }

  refresh(): void {
    this.#lastRefreshMs = Date.now();
    spinCpuMs(numberOf(this.params, 'reference.refresh_cpu_ms'));
    const changed = this.#changed || this.generation === 0;
    if (changed) {
      this.#changed = false;
      this.generation += 1;
      this.#seen = [...this.#graph.values()].filter((node) => this.#isShown(node));
      this.sharedNames = namesTwice([...this.#own, ...this.#seen]);
      const size = this.appCount ** numberOf(this.params, 'reference.entity_exponent');
      this.#entityBallast.resize(numberOf(this.params, 'reference.bytes_per_entity') * size);
    }
    this.#leakOn();
    this.#onRefreshed(changed);
  }

  /** Apps the gateway reports: the graph's nodes, its own and, when it is up, the fault manager. */
  get appCount(): number {
    return this.#isOn('discovery.runtime.enabled') ? this.#seen.length + this.#own.length : 0;
  }

  /** Nodes that show as apps, the gateway's own first. */
  appNodes(): GraphNode[] {
    return this.#isOn('discovery.runtime.enabled') ? [...this.#own, ...this.#seen] : [];
  }

  /** Whether the host is a component. */
  get hasComponent(): boolean {
    return this.#isOn('discovery.runtime.default_component.enabled');
  }

  /** Whether namespaces are functions. */
  get hasFunctions(): boolean {
    return this.#isOn('discovery.runtime.create_functions_from_namespaces');
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const worker of this.#workers) void worker.terminate();
    this.#stopBurning();
  }

  #isOn(name: string): boolean {
    return this.params.get(name) === true;
  }

  // A leading underscore marks a node as internal.
  #isShown(node: GraphNode): boolean {
    return !node.name.startsWith('_') || !this.#isOn('discovery.runtime.filter_internal_nodes');
  }

  // By bare or by full name.
  #remove(names: ReadonlySet<string>): void {
    if (names.size === 0) return;
    for (const [full, node] of this.#graph)
      if (names.has(node.name) || names.has(full)) this.#graph.delete(full);
  }

  #poll(): void {
    if (
      this.#changed &&
      Date.now() - this.#lastRefreshMs >= numberOf(this.params, 'discovery.refresh_debounce_ms')
    )
      this.refresh();
  }

  #leakOn(): void {
    const bytes =
      (numberOf(this.params, 'reference.leak_bytes_per_s') * (Date.now() - this.startedMs)) / 1000 +
      numberOf(this.params, 'reference.leak_bytes_per_change') * this.#changes +
      numberOf(this.params, 'reference.leak_bytes_per_request') * this.#requests;
    const cap = numberOf(this.params, 'reference.leak_cap_bytes');
    if (bytes > 0) this.#leak.resize(cap > 0 ? Math.min(bytes, cap) : bytes);
  }
}

function idleThread(): Worker {
  return new Worker('setInterval(() => {}, 1 << 30)', {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 4, maxYoungGenerationSizeMb: 1 },
  });
}

function namesTwice(nodes: readonly GraphNode[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { name } of nodes) {
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return twice;
}
