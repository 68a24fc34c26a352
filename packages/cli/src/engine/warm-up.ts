import { ols } from '@medkit-bench/stats';
import type { WarmupOutcome, WarmupSettings } from './cell.js';

/** One look at a target that is warming up. */
export interface WarmupPoll {
  tS: number;
  /** Anonymous memory; null when the target could not be read. */
  anonymousKib: number | null;
  /** Entity count; undefined when the profile cannot count, null when the target did not answer. */
  entities: number | null | undefined;
}

/**
 * Decides when a target has settled: the slope of its anonymous memory over the last polls is
 * small, and its entity count, where it can be counted, is equal and positive. A target that
 * cannot be reached, or has not yet seen all of its graph, is not a stable one.
 */
export class WarmupGate {
  readonly #settings: WarmupSettings;
  readonly #expected: number | null;
  readonly #polls: WarmupPoll[] = [];

  /** @param expectedEntities how many the target must report at least; null where that is not known */
  constructor(settings: WarmupSettings, expectedEntities: number | null = null) {
    this.#settings = settings;
    this.#expected = expectedEntities;
  }

  add(poll: WarmupPoll): void {
    this.#polls.push(poll);
  }

  /** Null while the target has not settled; the reason once it has. */
  settled(): string | null {
    return this.#problem() === null ? 'settled' : null;
  }

  /** The outcome at this moment, with the reason when it did not converge. */
  outcome(durationS: number): WarmupOutcome {
    const problem = this.#problem();
    return problem === null
      ? { converged: true, duration_s: durationS, reason: this.#summary() }
      : { converged: false, duration_s: durationS, reason: problem };
  }

  #problem(): string | null {
    const { slopePolls, countPolls, maxSlopeKibPerS } = this.#settings;
    const last = this.#polls.slice(-slopePolls);
    if (last.length < slopePolls) return `only ${last.length} of ${slopePolls} polls`;
    if (last.some((poll) => poll.anonymousKib === null)) return 'memory could not be read in every poll';
    const slope = this.#slopeKibPerS(last);
    if (Math.abs(slope) >= maxSlopeKibPerS) {
      return `anonymous memory still moves by ${slope.toFixed(1)} KiB/s (limit ${maxSlopeKibPerS})`;
    }
    return countProblem(this.#polls.slice(-countPolls), countPolls, this.#expected);
  }

  #slopeKibPerS(polls: WarmupPoll[]): number {
    return ols(
      polls.map((poll) => poll.tS),
      polls.map((poll) => poll.anonymousKib ?? 0),
    ).slope;
  }

  #summary(): string {
    const last = this.#polls.slice(-this.#settings.slopePolls);
    return `anonymous memory moves by ${this.#slopeKibPerS(last).toFixed(2)} KiB/s over ${last.length} polls`;
  }
}

function countProblem(polls: readonly WarmupPoll[], needed: number, expected: number | null): string | null {
  if (polls.every((poll) => poll.entities === undefined)) return null;
  if (polls.length < needed) return `only ${polls.length} of ${needed} counts`;
  const counts = polls.map((poll) => poll.entities);
  if (counts.some((count) => count === null || count === undefined))
    return 'the target did not answer every count';
  if (counts.some((count) => count !== counts[0]))
    return `the entity count still changes: ${counts.join(', ')}`;
  if (counts[0] === 0) return 'the target reports no entities';
  // Discovery can rest for seconds with part of a large graph still unseen.
  if (expected !== null && (counts[0] ?? 0) < expected)
    return `the target reports ${counts[0]} of ${expected} entities`;
  return null;
}
