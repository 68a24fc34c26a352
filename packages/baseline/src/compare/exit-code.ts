import { BaselineError } from '../errors.js';
import type { MetricVerdict } from './words.js';

/** Flags that decide what a verdict does to the exit code. */
export interface ExitOptions {
  /** Inconclusive is exit 3 instead of 0. */
  readonly strict?: boolean;
  /** Report only: 1 and 3 become 0. A refusal stays 2, since nothing was reported. */
  readonly exitZero?: boolean;
  /** Further words that fail with 1, such as `warn` or `inconclusive`. */
  readonly failOn?: readonly FailWord[];
}

/** Words that `--fail-on` knows. */
export type FailWord = 'warn' | 'inconclusive' | 'improved' | 'within-noise';

/** What the exit code is decided by. */
export interface Outcome {
  readonly comparable: boolean;
  readonly rows: readonly { readonly gated: boolean; readonly verdict: MetricVerdict }[];
  readonly budgets: readonly { readonly verdict: 'kept' | 'broken' | 'unknown' }[];
}

const FAIL_WORDS: readonly FailWord[] = ['warn', 'inconclusive', 'improved', 'within-noise'];

/**
 * Exit code of a comparison: 0 fine (WARN included), 1 a gated metric regressed or a budget is broken, 2 not
 * comparable (a budget on a metric that was not measured counts), 3 inconclusive with `strict`.
 */
export function exitCodeOf(outcome: Outcome, options: ExitOptions = {}): 0 | 1 | 2 | 3 {
  const { strict = false, exitZero = false, failOn = [] } = options;
  if (!outcome.comparable) return 2;
  if (outcome.budgets.some((budget) => budget.verdict === 'unknown')) return 2;
  if (exitZero) return 0;
  const words: readonly string[] = outcome.rows.filter((row) => row.gated).map((row) => row.verdict);
  const broken = outcome.budgets.some((budget) => budget.verdict === 'broken');
  if (broken || words.includes('regressed') || failOn.some((word) => words.includes(word))) return 1;
  return strict && words.includes('inconclusive') ? 3 : 0;
}

/**
 * Parses the value of `--fail-on`: words separated by commas.
 * @throws BaselineError MEDKIT_COMPARE_OPTION naming the word
 */
export function parseFailOn(text: string): FailWord[] {
  const words = text
    .split(',')
    .map((word) => word.trim().toLowerCase().replaceAll(' ', '-'))
    .filter((word) => word !== '');
  const unknown = words.find((word) => !FAIL_WORDS.includes(word as FailWord));
  if (unknown !== undefined || words.length === 0) {
    throw new BaselineError('MEDKIT_COMPARE_OPTION', `--fail-on does not know "${unknown ?? text}"`, {
      next: `words it knows: ${FAIL_WORDS.join(', ')}; regressed always fails`,
    });
  }
  return words as FailWord[];
}
