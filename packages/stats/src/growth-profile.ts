/** Repeats at one size, boiled down. */
interface Level {
  /** Logarithm of the size as a share of the largest: 0 at the largest, -Infinity at size 0. */
  readonly lnShare: number;
  readonly count: number;
  readonly mean: number;
}

/** Everything the profile of k needs from the points: memory of one entry per different size. */
export interface GrowthData {
  readonly levels: readonly Level[];
  readonly largest: number;
  readonly n: number;
  /** Sum of squares within repeats, which no curve can explain. */
  readonly pure: number;
}

/** The best straight fit for one exponent: y = start + rise · g(x), g from 0 at the smallest to 1 at the largest size. */
export interface ProfilePoint {
  readonly k: number;
  readonly start: number;
  readonly rise: number;
  /** Weighted sum of squares of g about its mean: how well the rise is known. */
  readonly sgg: number;
  readonly rss: number;
}

/** Exponents looked at: below, growth cannot be told from a logarithm; above, from a jump at the last size. */
export const K_MIN = 0.05;
export const K_MAX = 10;

/** Groups points by size. Centred values keep their digits on a large base. */
export function growthData(xs: ArrayLike<number>, ys: ArrayLike<number>, origin: number): GrowthData {
  const groups = new Map<number, { count: number; sum: number }>();
  let largest = 0;
  for (let i = 0; i < xs.length; i++) {
    largest = Math.max(largest, xs[i]!);
    const g = groups.get(xs[i]!) ?? { count: 0, sum: 0 };
    g.count++;
    g.sum += ys[i]! - origin;
    groups.set(xs[i]!, g);
  }
  let pure = 0;
  for (let i = 0; i < xs.length; i++) {
    const g = groups.get(xs[i]!)!;
    pure += (ys[i]! - origin - g.sum / g.count) ** 2;
  }
  const levels = [...groups]
    .sort((a, b) => a[0] - b[0])
    .map(([x, g]) => ({ lnShare: lnShare(x, largest), count: g.count, mean: g.sum / g.count }));
  return { levels, largest, n: xs.length, pure };
}

/** Through log1p near the largest size: two sizes that differ in their last digit keep different logarithms. */
function lnShare(x: number, largest: number): number {
  return 2 * x > largest ? Math.log1p((x - largest) / largest) : Math.log(x / largest);
}

/**
 * (u^k − u₀^k) / (1 − u₀^k) for shares u of the largest size, u₀ the smallest. Written so that no power can overflow
 * (sizes may lie a hundred decades apart) and small k keeps its digits.
 */
function shape(lnU: number, lnFirst: number, k: number): number {
  if (lnU === lnFirst) return 0;
  if (lnFirst === -Infinity) return Math.exp(k * lnU);
  return (Math.exp(k * lnU) * Math.expm1(k * (lnFirst - lnU))) / Math.expm1(k * lnFirst);
}

/** Linear least squares for a given exponent. */
export function profileAt(data: GrowthData, k: number): ProfilePoint {
  const { levels } = data;
  const first = levels[0]!.lnShare;
  const g = levels.map((l) => shape(l.lnShare, first, k));
  let mg = 0;
  let my = 0;
  for (const [i, l] of levels.entries()) {
    mg += (l.count * g[i]!) / data.n;
    my += (l.count * l.mean) / data.n;
  }
  let sgg = 0;
  let sgy = 0;
  for (const [i, l] of levels.entries()) {
    sgg += l.count * (g[i]! - mg) ** 2;
    sgy += l.count * (g[i]! - mg) * (l.mean - my);
  }
  const rise = sgy / sgg;
  let rss = data.pure;
  for (const [i, l] of levels.entries()) rss += l.count * (l.mean - my - rise * (g[i]! - mg)) ** 2;
  return { k, start: my - rise * mg, rise, sgg, rss };
}

/** The scan of the profile, even in ln k: the starts from which the minimum and the interval are refined. */
export function profileGrid(data: GrowthData, count = 64): ProfilePoint[] {
  const ratio = Math.log(K_MAX / K_MIN) / (count - 1);
  return Array.from({ length: count }, (_, i) =>
    profileAt(data, i === count - 1 ? K_MAX : K_MIN * Math.exp(i * ratio)),
  );
}

/** Least squares over k: golden section around the best point of the scan, continuous in k. */
export function profileMinimum(data: GrowthData, grid: readonly ProfilePoint[]): ProfilePoint {
  let best = 0;
  for (let i = 1; i < grid.length; i++) if (grid[i]!.rss < grid[best]!.rss) best = i;
  let a = grid[Math.max(0, best - 1)]!.k;
  let b = grid[Math.min(grid.length - 1, best + 1)]!.k;
  const golden = 0.381966011250105;
  let c = profileAt(data, a + golden * (b - a));
  let d = profileAt(data, b - golden * (b - a));
  for (let i = 0; i < 80 && b - a > 1e-9 * b; i++) {
    if (c.rss < d.rss) {
      b = d.k;
      d = c;
      c = profileAt(data, a + golden * (b - a));
    } else {
      a = c.k;
      c = d;
      d = profileAt(data, b - golden * (b - a));
    }
  }
  return [c, d].reduce((p, q) => (q.rss < p.rss ? q : p), grid[best]!);
}

/** Outermost exponents whose sum of squares stays within the limit; 0 or Infinity where the scan's end does. */
export function profileInterval(
  data: GrowthData,
  grid: readonly ProfilePoint[],
  best: ProfilePoint,
  limit: number,
): { lo: number; hi: number } {
  let lo = best.k;
  let hi = best.k;
  const inside = grid.filter((p) => p.rss <= limit);
  for (const p of inside) {
    lo = Math.min(lo, p.k);
    hi = Math.max(hi, p.k);
  }
  const below = [...grid].reverse().find((p) => p.k < lo);
  const above = grid.find((p) => p.k > hi);
  return {
    lo: below === undefined ? 0 : crossing(data, below.k, lo, limit),
    hi: above === undefined ? Infinity : crossing(data, above.k, hi, limit),
  };
}

function crossing(data: GrowthData, outside: number, inside: number, limit: number): number {
  let a = outside;
  let b = inside;
  for (let i = 0; i < 60 && Math.abs(b - a) > 1e-12 * b; i++) {
    const m = (a + b) / 2;
    if (profileAt(data, m).rss <= limit) b = m;
    else a = m;
  }
  return b;
}
