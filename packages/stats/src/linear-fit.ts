import { type Numbers, requireNumbers, requirePairs } from './check-arguments.js';
import { add, type Dd, dd, divide, multiply, squareRoot, subtract } from './double-double.js';

/** A linear model fitted by least squares. */
export interface LinearFit {
  readonly coefficients: number[];
  /** For independent errors; 0 when the points lie on the model, Infinity without a residual degree of freedom. */
  readonly standardErrors: number[];
  /** Residual standard deviation; 0 without a residual degree of freedom. */
  readonly residualSd: number;
  /** About the mean when the design has a constant column, else about 0. */
  readonly r2: number;
  readonly df: number;
}

/** A column that keeps less than this share of its length once the others are taken out depends on them. */
const DEPENDENT = 1e-26;

/**
 * Least squares for any linear model. The factorisation (modified Gram-Schmidt on design and response together) runs in
 * double-double arithmetic, so badly conditioned designs keep all digits of a double; it is meant for up to
 * some ten thousand rows. Source: Björck, "Numerical Methods for Least Squares Problems", 2.4.
 *
 * @param design one row of regressors for each observation; a column of ones for an intercept
 * @throws RangeError naming the argument, also when columns depend on each other
 */
export function linearFit(design: readonly Numbers[], ys: Numbers): LinearFit {
  requireNumbers(ys, 'ys');
  if (!Array.isArray(design) || design.length !== ys.length) {
    throw new RangeError(
      `design must have as many rows as ys has numbers (${ys.length}), got ${design?.length}`,
    );
  }
  const p = design[0]!.length;
  for (const [i, row] of design.entries()) {
    requireNumbers(row, `design[${i}]`, 1);
    if (row.length !== p)
      throw new RangeError(`design[${i}] must have ${p} columns like the first, got ${row.length}`);
  }
  const columns = Array.from({ length: p }, (_, j) => design.map((row) => dd(row[j]!)));
  const constant = columns.some((c) => c.every((v) => v[0] === c[0]![0] && v[0] !== 0));
  return solveColumns(columns, ys, constant, 'design');
}

/**
 * Polynomial of a given degree, coefficients from the constant upward. The powers are formed in double-double, too:
 * rounded to doubles they alone would cost eight digits at degree 10.
 * @throws RangeError naming the argument
 */
export function polynomialFit(xs: Numbers, ys: Numbers, degree: number): LinearFit {
  requirePairs(xs, ys, 'xs', 'ys');
  if (!Number.isInteger(degree) || degree < 0 || degree > 30) {
    throw new RangeError(`degree must be a whole number from 0 to 30, got ${degree}`);
  }
  const columns: Dd[][] = [Array.from(xs, () => dd(1))];
  for (let j = 1; j <= degree; j++) {
    const before = columns[j - 1]!;
    columns.push(before.map((v, i) => multiply(v, dd(xs[i]!))));
  }
  return solveColumns(columns, ys, true, 'xs');
}

function dot(a: readonly Dd[], b: readonly Dd[]): Dd {
  let s = dd(0);
  for (let i = 0; i < a.length; i++) s = add(s, multiply(a[i]!, b[i]!));
  return s;
}

function solveColumns(columns: Dd[][], ys: Numbers, constant: boolean, name: string): LinearFit {
  const p = columns.length;
  const n = ys.length;
  if (n < p) throw new RangeError(`${name} must have at least ${p} rows for ${p} coefficients, got ${n}`);
  let y: Dd[] = Array.from(ys, dd);
  const r: Dd[][] = columns.map(() => []);
  const right: Dd[] = [];
  for (let k = 0; k < p; k++) {
    const before = r.slice(0, k).reduce((s, row) => s + row[k]![0] ** 2, 0);
    const square = dot(columns[k]!, columns[k]!);
    if (!(square[0] > DEPENDENT ** 2 * (before + square[0]) && square[0] > 0)) {
      throw new RangeError(`${name} must have independent columns: column ${k} follows from those before it`);
    }
    const length = squareRoot(square);
    r[k]![k] = length;
    const q = columns[k]!.map((v) => divide(v, length));
    for (let j = k + 1; j < p; j++) {
      const share = dot(q, columns[j]!);
      r[k]![j] = share;
      columns[j] = columns[j]!.map((v, i) => subtract(v, multiply(share, q[i]!)));
    }
    const share = dot(q, y);
    right.push(share);
    y = y.map((v, i) => subtract(v, multiply(share, q[i]!)));
  }
  return report(r, right, dot(y, y)[0], ys, constant);
}

function report(
  r: readonly Dd[][],
  right: readonly Dd[],
  rss: number,
  ys: Numbers,
  constant: boolean,
): LinearFit {
  const p = right.length;
  const df = ys.length - p;
  const residualSd = df > 0 ? Math.sqrt(rss / df) : 0;
  const inverse = Array.from({ length: p }, (_, j) => solveUpper(r, unitVector(p, j)));
  const standardErrors = Array.from({ length: p }, (_, i) => {
    const row = inverse.reduce((s, column) => s + column[i]![0] ** 2, 0);
    return df > 0 ? residualSd * Math.sqrt(row) : Infinity;
  });
  const mean = constant ? Array.from(ys).reduce((s, v) => s + (v - ys[0]!) / ys.length, 0) + ys[0]! : 0;
  const total = Array.from(ys).reduce((s, v) => s + (v - mean) ** 2, 0);
  const r2 = total > 0 ? Math.min(1, Math.max(0, 1 - rss / total)) : 0;
  return { coefficients: solveUpper(r, right).map((v) => v[0]), standardErrors, residualSd, r2, df };
}

function unitVector(p: number, j: number): Dd[] {
  return Array.from({ length: p }, (_, i) => dd(i === j ? 1 : 0));
}

function solveUpper(r: readonly Dd[][], right: readonly Dd[]): Dd[] {
  const p = right.length;
  const out = new Array<Dd>(p);
  for (let i = p - 1; i >= 0; i--) {
    let s = right[i]!;
    for (let j = i + 1; j < p; j++) s = subtract(s, multiply(r[i]![j]!, out[j]!));
    out[i] = divide(s, r[i]![i]!);
  }
  return out;
}
