import v8 from 'node:v8';

/** Requests within {@link SPAN_MS} from which on they count as load. */
const DENSE = 15;
const SPAN_MS = 500;
/** Load is over when fewer came in this time. */
const CALM_MS = 1000;
const CALM = 15;

/**
 * Lets the engine optimise code only while requests come densely. Optimised code, and what is noted about types on the way to
 * it, comes into being at some moment in the first hundreds of calls: a gateway that is asked something every few seconds grows
 * by up to 2 MiB in steps for half an hour, which is not a cost that anybody set. Under load it serves four times as many
 * requests with it, and memory is not told to the page there.
 */
export class QuietCompiler {
  readonly #setOptimising: (on: boolean) => void;
  #on = true;
  #sinceMs = -Infinity;
  #count = 0;
  #inLastSecond = 0;

  constructor(
    setOptimising: (on: boolean) => void = (on) => v8.setFlagsFromString(on ? '--opt' : '--no-opt'),
  ) {
    this.#setOptimising = setOptimising;
  }

  /** To be called when everything is in place. */
  calm(): void {
    this.#set(false);
  }

  /** A request came, at a time in milliseconds. */
  see(nowMs: number): void {
    this.#inLastSecond += 1;
    if (this.#on) return;
    if (nowMs - this.#sinceMs > SPAN_MS) {
      this.#sinceMs = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count >= DENSE) this.#engage();
  }

  #engage(): void {
    this.#set(true);
    this.#inLastSecond = 0;
    const timer = setInterval(() => {
      const came = this.#inLastSecond;
      this.#inLastSecond = 0;
      if (came >= CALM) return;
      clearInterval(timer);
      this.#set(false);
    }, CALM_MS);
    timer.unref();
  }

  #set(on: boolean): void {
    this.#on = on;
    this.#setOptimising(on);
  }
}
