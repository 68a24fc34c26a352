/** Wilcoxon's signed-rank test of paired differences, with the Hodges-Lehmann centre. */
export interface SignedRank {
  readonly pValue: number;
  /** Smallest p value that so many pairs can give. */
  readonly smallestP: number;
  /** Median of the means of every two differences. */
  readonly centre: number;
  /** Interval that inverts the test; open where there are too few pairs for the level. */
  readonly lo: number;
  readonly hi: number;
}

/** Above this many pairs the rank sums are taken as normal. */
const EXACT_UP_TO = 50;

/**
 * Exact up to 50 pairs: ties share their mean rank, zeros are left out of the test. Source: Hollander & Wolfe,
 * "Nonparametric Statistical Methods", ch. 3.
 */
export function signedRank(differences: readonly number[], level: number): SignedRank {
  const walsh = walshMeans(differences);
  const n = differences.length;
  const rank = criticalRank(n, (1 - level) / 2);
  const ends = rank < 1 ? [-Infinity, Infinity] : [walsh[rank - 1]!, walsh[walsh.length - rank]!];
  const nonZero = differences.filter((difference) => difference !== 0);
  return {
    pValue: nonZero.length === 0 ? 1 : pValueOf(nonZero),
    smallestP: Math.min(1, 2 * 0.5 ** n),
    centre: (walsh[Math.floor((walsh.length - 1) / 2)]! + walsh[Math.floor(walsh.length / 2)]!) / 2,
    lo: ends[0]!,
    hi: ends[1]!,
  };
}

function walshMeans(differences: readonly number[]): number[] {
  const means: number[] = [];
  for (const [i, a] of differences.entries()) for (const b of differences.slice(i)) means.push((a + b) / 2);
  return means.sort((a, b) => a - b);
}

function pValueOf(differences: readonly number[]): number {
  const ranks = meanRanks(differences.map(Math.abs));
  const positive = differences.reduce((sum, difference, i) => sum + (difference > 0 ? ranks[i]! : 0), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const extreme = Math.max(positive, total - positive);
  if (differences.length > EXACT_UP_TO) return normalP(ranks, extreme - total / 2);
  // Ranks are whole or half: doubled they are whole, and their sums can be counted.
  const ways = subsetShares(ranks.map((rank) => Math.round(2 * rank)));
  const tail = ways.slice(Math.round(2 * extreme)).reduce((sum, share) => sum + share, 0);
  return Math.min(1, 2 * tail);
}

function meanRanks(sizes: readonly number[]): number[] {
  return sizes.map((size) => {
    const below = sizes.filter((other) => other < size).length;
    return below + (sizes.filter((other) => other === size).length + 1) / 2;
  });
}

/** Share of all subsets that has each sum. */
function subsetShares(parts: readonly number[]): number[] {
  const shares = Array.from({ length: parts.reduce((sum, part) => sum + part, 0) + 1 }, () => 0);
  shares[0] = 1;
  let reached = 0;
  for (const part of parts) {
    reached += part;
    for (let sum = reached; sum >= 0; sum -= 1) {
      shares[sum] = (shares[sum]! + (sum >= part ? shares[sum - part]! : 0)) / 2;
    }
  }
  return shares;
}

function normalP(ranks: readonly number[], distance: number): number {
  const sigma = Math.sqrt(ranks.reduce((sum, rank) => sum + rank ** 2, 0) / 4);
  return Math.min(1, 2 * normalTail(Math.max(0, distance - 0.5) / sigma));
}

/** Upper tail of the standard normal; Abramowitz & Stegun 26.2.17, error under 7.5e-8. */
function normalTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return (series * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** Largest rank from either end of the sorted means that leaves no more than `tail` outside; 0 when none does. */
function criticalRank(n: number, tail: number): number {
  if (n > EXACT_UP_TO) {
    const sigma = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
    let z = 0;
    while (normalTail(z) > tail) z += 0.001;
    return Math.max(0, Math.floor((n * (n + 1)) / 4 - z * sigma));
  }
  const shares = subsetShares(Array.from({ length: n }, (_, i) => i + 1));
  let below = 0;
  let rank = 0;
  while (rank < shares.length && below + shares[rank]! <= tail) below += shares[rank++]!;
  return rank;
}
