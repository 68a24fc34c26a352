import { LoadError } from './errors.js';

/** A path below the base URL and how often it is sent compared with the others. */
export interface WeightedPath {
  readonly path: string;
  readonly weight: number;
}

/**
 * Reads `path` or `path@weight` (`/apps@3`). A literal `@digits` at the end is written `%40`.
 *
 * @throws LoadError MEDKIT_LOAD_BAD_OPTION for a path without leading slash, with blanks, or a weight that is not positive
 */
export function parseWeightedPath(text: string): WeightedPath {
  const match = /^(.*)@(\d+(?:\.\d+)?)$/.exec(text);
  return checkWeightedPath({ path: match?.[1] ?? text, weight: match ? Number(match[2]) : 1 });
}

/** @throws LoadError MEDKIT_LOAD_BAD_OPTION as {@link parseWeightedPath} */
export function checkWeightedPath(item: WeightedPath): WeightedPath {
  // A request line ends at the first blank: anything outside printable ASCII must arrive encoded.
  if (!/^\/[\x21-\x7e]*$/.test(item.path)) {
    throw new LoadError(
      'MEDKIT_LOAD_BAD_OPTION',
      `path ${JSON.stringify(item.path)} must begin with / and hold no blanks or control characters (percent-encode them), e.g. /apps or /apps@3`,
    );
  }
  if (!(item.weight > 0) || !Number.isFinite(item.weight)) {
    throw new LoadError(
      'MEDKIT_LOAD_BAD_OPTION',
      `weight of path ${item.path} must be a positive number, given ${item.weight}; leave @weight out for 1`,
    );
  }
  return item;
}

/**
 * Chooses paths in a fixed order that keeps every prefix as close to the weights as whole requests allow
 * (smooth weighted round robin, as nginx balances upstreams): two runs send the same sequence.
 */
export class PathMix {
  readonly #weights: readonly number[];
  readonly #current: number[];
  readonly #total: number;

  constructor(weights: readonly number[]) {
    if (weights.length === 0) throw new RangeError('weights must not be empty');
    this.#weights = weights;
    this.#current = weights.map(() => 0);
    this.#total = weights.reduce((sum, weight) => sum + weight, 0);
  }

  /** Index of the next path. */
  next(): number {
    let best = 0;
    for (let i = 0; i < this.#weights.length; i += 1) {
      this.#current[i] = this.#current[i]! + this.#weights[i]!;
      if (this.#current[i]! > this.#current[best]!) best = i;
    }
    this.#current[best] = this.#current[best]! - this.#total;
    return best;
  }
}
