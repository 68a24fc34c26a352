import type { Sample } from '@medkit-bench/proc-sampler';
import type { CellPlan } from './cell.js';
import { LiveFeed } from './live-feed.js';
import type { ProgressOutput } from './progress.js';
import { Progress } from './progress.js';

/** Progress on the terminal that is also left in the run's folder for whoever follows it from elsewhere. */
export class LiveProgress extends Progress {
  readonly #feed: LiveFeed;
  readonly #lane: string;
  readonly #cells: number;

  constructor(
    out: ProgressOutput,
    lane: string,
    estimates: readonly number[],
    quiet: boolean,
    runDir: string,
  ) {
    super(out, lane, estimates, quiet);
    this.#feed = new LiveFeed(runDir);
    this.#lane = lane;
    this.#cells = estimates.length;
  }

  override cellStart(index: number, plan: CellPlan): void {
    super.cellStart(index, plan);
    this.#feed.cell({ lane: this.#lane, index, cells: this.#cells, id: plan.id, label: plan.label });
  }

  override phase(phase: string): void {
    super.phase(phase);
    this.#feed.phase(phase, this.leftS());
  }

  override sample(sample: Sample): void {
    super.sample(sample);
    this.#feed.sample(sample);
  }

  override done(): void {
    super.done();
    this.#feed.close();
  }
}
