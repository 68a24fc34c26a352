import { Worker } from 'node:worker_threads';
import { Ballast } from './ballast.js';
import { burnCpu } from './cpu-burner.js';
import type { Params } from './params.js';
import { numberOf } from './params.js';
import { spinCpuMs } from './spin.js';

/** A node of the graph as the control route gives it. */
export interface GraphNode {
  name: string;
  namespace: string;
  topics: { name: string; type: string; direction: string }[];
  services: { name: string; type: string }[];
  params: { name: string; type: string; value: unknown }[];
}

const GRAPH_POLL_MS = 100;

/** The graph, the entity cache that follows it, and the costs that are known by construction. */
export class Gateway {
  readonly params: Params;
  readonly startedMs: number = Date.now();
  generation: number = 0;
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

  readonly #onRefreshed: () => void;

  /** @param onRefreshed called after every refresh */
  constructor(params: Params, onRefreshed: () => void = () => undefined) {
    this.params = params;
    this.#onRefreshed = onRefreshed;
    const triggers =
      params.get('triggers.enabled') === true ? numberOf(params, 'reference.triggers_bytes') : 0;
    this.#base.resize(numberOf(params, 'reference.base_ballast_mib') * 1024 * 1024 + triggers);
    const interval = numberOf(params, 'refresh_interval_ms');
    this.#timers.push(
      setInterval(() => this.refresh(), interval),
      setInterval(() => this.#poll(), GRAPH_POLL_MS),
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
    for (const node of [...(change.set ?? []), ...(change.add ?? [])]) this.#graph.set(node.name, node);
    for (const name of change.remove ?? []) this.#graph.delete(name);
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
    if (this.#changed || this.generation === 0) {
      this.#changed = false;
      this.generation += 1;
      this.#seen = [...this.#graph.values()];
      const size = this.appCount ** numberOf(this.params, 'reference.entity_exponent');
      this.#entityBallast.resize(numberOf(this.params, 'reference.bytes_per_entity') * size);
    }
    this.#leakOn();
    this.#onRefreshed();
  }

  /** Apps the gateway reports: the graph's nodes, its own and, when it is up, the fault manager. */
  get appCount(): number {
    return this.#seen.length + (this.params.get('reference.fault_manager') === 'up' ? 2 : 1);
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const worker of this.#workers) void worker.terminate();
    this.#stopBurning();
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
