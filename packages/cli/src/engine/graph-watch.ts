import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, notMeasured } from '../errors.js';
import type { GraphHostRecord } from '../graph/graph-gate.js';
import { acknowledgementProblem, busyProblem, costBetween, graphHostRecord } from '../graph/graph-gate.js';
import type { GraphHostReading } from '../graph/graph-host-reading.js';
import type { GraphHostCost, LiveGraph } from '../graph/live-graph.js';

const POLL_MS = 200;
/** What has joined or changed in the last moments may still be on its way. */
const CATCH_UP_S = 5;

/**
 * Refuses a cell whose graph its readers do not have in full, or whose graph host was busy while the target
 * was watched: such figures would be those of discovery, or of the host. Hosts without counters pass, as unknown.
 */
export class GraphWatch {
  private before: GraphHostReading | null = null;
  private costBefore: GraphHostCost | null = null;

  constructor(
    private readonly graph: LiveGraph,
    private readonly signal: AbortSignal,
  ) {}

  /** Waits until every reader has the whole graph. */
  async acknowledged(timeoutS: number): Promise<void> {
    await this.whole(timeoutS, `within ${timeoutS} s`, 'give the target longer, or fewer entities');
  }

  /** To be called right before the window. */
  async windowBegins(): Promise<void> {
    this.before = await this.whole(CATCH_UP_S, 'when the window began', 'give the target longer to warm up');
    this.costBefore = await this.graph.cost();
  }

  /** To be called right after the window; what the record says of the host. */
  async windowEnded(churned: boolean): Promise<GraphHostRecord> {
    const after = await this.counters();
    if (this.before === null || after === null) {
      const nothing = graphHostRecord(this.graph, null, null);
      return { ...nothing, ...costBetween(this.costBefore, await this.graph.cost()) };
    }
    const busy = busyProblem(this.before, after, churned);
    if (busy !== null) {
      throw notMeasured(
        'MEDKIT_GRAPH_HOST_BUSY',
        `the graph host was busy during the window: ${busy}`,
        'see whether something else on its ROS domain keeps asking it; a lower graph.rate helps too',
      );
    }
    const { before } = this;
    await this.whole(CATCH_UP_S, 'when the window ended', 'see whether the target still takes discovery in');
    return graphHostRecord(this.graph, before, after);
  }

  private async whole(timeoutS: number, when: string, next: string): Promise<GraphHostReading | null> {
    const deadline = performance.now() + timeoutS * 1000;
    for (;;) {
      const reading = await this.counters();
      const problem = reading && acknowledgementProblem(reading);
      if (problem === null) return reading;
      if (performance.now() > deadline) {
        const message = `the graph was not fully acknowledged ${when}: ${problem}`;
        throw notMeasured('MEDKIT_GRAPH_NOT_ACKNOWLEDGED', message, next);
      }
      await delay(POLL_MS, undefined, { signal: this.signal });
    }
  }

  private async counters(): Promise<GraphHostReading | null> {
    try {
      return await this.graph.check();
    } catch (error) {
      this.signal.throwIfAborted();
      throw notMeasured('MEDKIT_GRAPH', messageOf(error));
    }
  }
}
