import { describe, expect, it } from 'vitest';
import { CHURN_TRUTHS, RIGHT, simulatedVerdict } from '../../test/simulated-churn.js';

/** Standard deviation of a reading. */
const NOISE_KIB = 16;

// The long form, with live runs, is tools/proofs/known-churn.js.
describe('the churn lane over simulated memory', () => {
  it.each(CHURN_TRUTHS)('is right about %s', (truth) => {
    const verdicts = [1, 2, 3].map((seed) => simulatedVerdict(truth, seed, NOISE_KIB));
    expect(new Set(verdicts)).toEqual(new Set([RIGHT[truth]]));
  });
});
