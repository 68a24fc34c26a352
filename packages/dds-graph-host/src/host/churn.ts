import type { Runtime, TimerHandle } from '../core/runtime.js';
import type { GraphNode } from '../graph-plan.js';
import type { GraphModel } from './graph-model.js';

export interface ChurnOptions {
  /** Nodes replaced each time. */
  readonly count: number;
  /** Seconds between replacements. */
  readonly everyS: number;
}

export interface ChurnReport {
  readonly cyclesDue: number;
  readonly cyclesDone: number;
  readonly nodesReplaced: number;
  /** How late the latest cycle came, in milliseconds. */
  readonly worstLateMs: number;
}

/** Churned nodes get names that no plan uses and no earlier cycle used. */
const FIRST_SERIAL = 1_000_000;

/** Keeps replacing the oldest nodes of a graph by fresh ones of the same shape: the graph's size stays the same. */
export class Churn {
  private cycles = 0;
  private replaced = 0;
  private serial = FIRST_SERIAL;
  private worstLateMs = 0;
  private readonly startedAt: number;
  private stoppedAt: number | null = null;
  private timer: TimerHandle | null = null;

  constructor(
    private readonly runtime: Runtime,
    private readonly model: GraphModel,
    private readonly options: ChurnOptions,
  ) {
    if (!Number.isInteger(options.count) || options.count < 1 || !(options.everyS > 0)) {
      throw new RangeError(
        `churn: count ${options.count} and everyS ${options.everyS}; both must be above 0, the count whole.`,
      );
    }
    this.startedAt = runtime.now();
    while (model.nodes.has(`/churn_node_${this.serial}`)) this.serial += 1;
    this.arm();
  }

  /** Cycles keep to a fixed schedule, so that being late once does not shift the rest. */
  private arm(): void {
    const due = this.startedAt + (this.cycles + 1) * this.options.everyS * 1000;
    this.timer = this.runtime.setTimer(Math.max(0, due - this.runtime.now()), () => {
      this.worstLateMs = Math.max(this.worstLateMs, this.runtime.now() - due);
      this.cycle();
      this.arm();
    });
  }

  private cycle(): void {
    const oldest = [...this.model.nodes.values()].slice(0, this.options.count);
    const fresh = oldest.map((node) => freshNode(node.plan, this.serial++));
    this.model.remove(oldest.map((node) => node.fqn));
    this.model.add(fresh);
    this.cycles += 1;
    this.replaced += oldest.length;
  }

  stop(): ChurnReport {
    if (this.stoppedAt === null) this.stoppedAt = this.runtime.now();
    if (this.timer !== null) this.runtime.clearTimer(this.timer);
    this.timer = null;
    return this.report();
  }

  get running(): boolean {
    return this.stoppedAt === null;
  }

  report(): ChurnReport {
    const until = this.stoppedAt ?? this.runtime.now();
    const cyclesDue = Math.floor((until - this.startedAt) / (this.options.everyS * 1000));
    return {
      cyclesDue,
      cyclesDone: this.cycles,
      nodesReplaced: this.replaced,
      worstLateMs: this.worstLateMs,
    };
  }
}

/** The same node under a new name, with topics and services of its own. */
export function freshNode(template: GraphNode, serial: number): GraphNode {
  const name = `churn_node_${serial}`;
  const renamed = (resource: string): string =>
    `/churn_${serial}/${resource.slice(resource.lastIndexOf('/') + 1)}`;
  return {
    ...template,
    name,
    namespace: '/',
    topics: template.topics.map((topic) => ({ ...topic, name: renamed(topic.name) })),
    services: template.services.map((service) => ({ ...service, name: renamed(service.name) })),
  };
}
