/** Plain or typed array of numbers. */
export type NumberList = ArrayLike<number>;

/** A ratio of two samples with its interval. */
export interface RatioInterval {
  readonly ratio: number;
  readonly lo: number;
  readonly hi: number;
  readonly pValue: number;
}

/** What is needed of a judged change: its size and every piece of evidence for it. */
export interface JudgedRatio {
  /** Change of the median as a share: 0.1 is 10 % more. */
  readonly medianChange: number;
  readonly comparison: RatioInterval;
  readonly rankTest: { readonly pValue: number; readonly smallestP: number };
  readonly rankRatio: { readonly shift: number; readonly lo: number; readonly hi: number };
}

/**
 * The statistics this package rests on. It imports none: the caller hands them in, and the functions of
 * `@medkit-bench/stats` fit as they are (`import * as statistics from '@medkit-bench/stats'`).
 */
export interface Statistics {
  median(xs: NumberList): number;
  quantile(xs: NumberList, p: number): number;
  compareSamples(before: NumberList, after: NumberList, options?: { readonly level?: number }): RatioInterval;
  judgeChange(
    before: NumberList,
    after: NumberList,
    thresholds: { readonly warn: number; readonly fail: number; readonly level?: number },
  ): JudgedRatio;
  benjaminiHochberg(pValues: NumberList): number[];
  scalingRegressed(
    current: { readonly lo: number; readonly hi: number },
    baseline: { readonly lo: number; readonly hi: number } | null,
  ): boolean;
  detectableChange(
    spread: number,
    repeats: number,
    options?: { readonly level?: number; readonly power?: number },
  ): number;
  sampleSizeAdvice(
    spread: number,
    repeats: number,
    wantedChange: number,
    options?: { readonly level?: number; readonly power?: number },
  ): { readonly repeatsNeeded: number };
  studentTQuantile(p: number, df: number): number;
  studentTCdf(t: number, df: number): number;
  changePoints(ys: NumberList, penalty: number): number[];
}
