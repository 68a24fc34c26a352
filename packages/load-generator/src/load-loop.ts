import type { ConnectionPool } from './connection-pool.js';
import { LoadError } from './errors.js';
import type { PreparedRequest } from './http-connection.js';
import type { LoadPlan } from './load-options.js';
import type { LoadRecorder } from './load-recorder.js';
import type { Outcome } from './outcome.js';
import type { PathMix } from './path-mix.js';

/** What a loop needs to run; the recorder's window begins where {@link LoadLoop.windowStartMs} says. */
export interface LoopParts {
  readonly plan: LoadPlan;
  readonly pool: ConnectionPool;
  readonly recorder: LoadRecorder;
  readonly mix: PathMix;
  /** By index, as the mix gives them. */
  readonly requests: readonly PreparedRequest[];
}

/** A way of deciding when the next request goes out. */
export interface LoadLoop {
  /** Resolves when every request of the window has ended. @throws LoadError when nothing out there speaks HTTP */
  run(): Promise<void>;
  /** Sends no more; outstanding answers get a short grace, then count as `unfinished`. */
  stop(): void;
  readonly windowStartMs: number;
  /** Length of the window so far or in all, in seconds. */
  windowS(): number;
  readonly queuedCount: number;
}

/** How long outstanding answers may take after an early end. */
export const STOP_GRACE_MS = 1000;

const ENOUGH_TO_JUDGE = 20;

/** Ends a run against something that answers, but never in HTTP: its figures would be those of a parser. */
export class ProtocolWatch {
  #settled = 0;
  #garbled = 0;

  /** @throws LoadError MEDKIT_LOAD_NOT_HTTP after twenty answers of which not one was HTTP */
  see(outcome: Outcome): LoadError | null {
    if (this.#settled >= ENOUGH_TO_JUDGE) return null;
    this.#settled += 1;
    if (outcome.error === 'protocol' && outcome.status === null) this.#garbled += 1;
    return this.#settled === ENOUGH_TO_JUDGE ? this.verdict() : null;
  }

  /** The error to end with when everything seen so far was not HTTP. */
  verdict(): LoadError | null {
    if (this.#settled === 0 || this.#garbled < this.#settled) return null;
    return new LoadError(
      'MEDKIT_LOAD_NOT_HTTP',
      `the target accepts connections but does not speak HTTP (${this.#garbled} of ${this.#settled} answers could not be parsed); check the port, and http:// against https://`,
    );
  }
}
