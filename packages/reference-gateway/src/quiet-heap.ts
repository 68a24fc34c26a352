import v8 from 'node:v8';
import vm from 'node:vm';

/** How long the server must be idle before its garbage is collected. */
const IDLE_MS = 20;

/**
 * Keeps this thread's memory where it is between requests: shortly after the last one the young
 * generation is collected, so that what an answer needed does not pile up until some later moment
 * and look like growth. Under load that is once in twenty milliseconds at most.
 */
export class QuietHeap {
  readonly #collect: (options?: { type: 'minor' | 'major' }) => void;
  #due = false;

  constructor() {
    v8.setFlagsFromString('--expose-gc');
    // Would hand pages back some idle seconds later, in the middle of a window.
    v8.setFlagsFromString('--no-memory-reducer');
    this.#collect = vm.runInNewContext('gc') as (options?: { type: 'minor' | 'major' }) => void;
  }

  /** Touches every page that the young generation will ever use, then starts from an empty one. */
  prepare(): void {
    const ring: unknown[] = new Array(100).fill(null);
    for (let i = 0; i < 200_000; i += 1) ring[i % ring.length] = { i };
    ring.length = 0;
    this.settle();
  }

  /** Gives back now what would be given back some time later. */
  settle(): void {
    for (let i = 0; i < 3; i += 1) this.#collect({ type: 'major' });
  }

  /**
   * Frees what is old and no longer held: only a collection without a type reaches it on Node 20. Without it the nodes
   * that left a changing graph pile up for some five hundred changes, which looks like a leak for as long.
   */
  giveBack(): void {
    this.#collect();
  }

  /** To be called when a piece of work is done: an answer sent, a refresh over. */
  rest(): void {
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => {
      this.#due = false;
      this.#collect({ type: 'major' });
    }, IDLE_MS);
  }
}
