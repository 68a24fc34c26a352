const TWO_PI = 2 * Math.PI;

/**
 * Error of Stirling's formula: ln Γ(n+1) = (n+½) ln n − n + ½ ln 2π + δ(n). Series from n = 15, recurrence below.
 * Source: Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000).
 */
export function stirlingError(n: number): number {
  let sum = 0;
  let m = n;
  while (m < 15) {
    sum += (m + 0.5) * Math.log1p(1 / m) - 1;
    m += 1;
  }
  const q = 1 / (m * m);
  return sum + (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - (1 / 1188) * q) * q) * q) * q) / m;
}

/** x ln(x/m) + m − x without cancellation where x is near m (Loader's deviance term). */
function deviance(x: number, m: number): number {
  const d = x - m;
  if (Math.abs(d) < 0.1 * (x + m)) {
    const v = d / (x + m);
    let s = d * v;
    let e = 2 * x * v;
    for (let j = 1; j < 1000; j++) {
      e *= v * v;
      const next = s + e / (2 * j + 1);
      if (next === s) break;
      s = next;
    }
    return s;
  }
  return x * Math.log(x / m) + m - x;
}

/** x^a y^b / B(a, b), y = 1 − x, at full relative precision also for a and b in the hundred thousands. */
export function betaKernel(a: number, b: number, x: number, y: number): number {
  if (x <= 0 || y <= 0) return 0;
  const n = a + b;
  const logRatio =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x) - deviance(b, n * y);
  return Math.sqrt((a * b) / (TWO_PI * n)) * Math.exp(logRatio);
}

/** Continued fraction of the incomplete beta function by Lentz's method (NIST DLMF 8.17.22). */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let h = d;
  for (let m = 1; m < 100_000; m++) {
    const m2 = 2 * m;
    const even = (m * (b - m) * x) / ((a + m2 - 1) * (a + m2));
    d = 1 + even * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = 1 + even / c;
    if (Math.abs(c) < tiny) c = tiny;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + m2) * (a + m2 + 1));
    d = 1 + odd * d;
    d = 1 / (Math.abs(d) < tiny ? tiny : d);
    c = 1 + odd / c;
    if (Math.abs(c) < tiny) c = tiny;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-16 * 3) break;
  }
  return h;
}

/**
 * Regularised incomplete beta function I_x(a, b).
 * @param y 1 − x, handed in so that x near 1 keeps its digits
 */
export function incompleteBeta(a: number, b: number, x: number, y: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const kernel = betaKernel(a, b, x, y);
  if (x < (a + 1) / (a + b + 2)) return (kernel * betaFraction(a, b, x)) / a;
  return 1 - (kernel * betaFraction(b, a, y)) / b;
}
