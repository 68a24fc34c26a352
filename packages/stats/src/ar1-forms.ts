import { type Numbers } from './check-arguments.js';

/**
 * Sums over one class of equally long steps between neighbouring samples, for every pair (j, k) of columns:
 * all that a first-order autoregression needs to know of the data.
 */
interface StepClass {
  /** Length of the step in units of the usual one. */
  readonly gap: number;
  count: number;
  /** Σ (u'v' − uv), Σ uv and Σ (u'−u)(v'−v), where ' marks the later sample of a step. */
  readonly rise: Float64Array;
  readonly level: Float64Array;
  readonly difference: Float64Array;
}

/** Columns of a regression boiled down so that each trial of ρ costs nothing per sample. */
export interface Ar1Forms {
  readonly columns: number;
  readonly samples: number;
  readonly regular: boolean;
  readonly first: Float64Array;
  readonly classes: readonly StepClass[];
}

/**
 * Classes of steps, their lengths rounded to a fifth of the usual one when short (so that timer jitter stays one
 * class) and to 10 % when long: a pause in sampling weakens the tie between its neighbours, a late tick does not.
 */
export function stepClasses(ts: Numbers): { index: Int32Array; gaps: number[] } {
  const n = ts.length;
  const steps = new Float64Array(Math.max(0, n - 1));
  for (let i = 0; i < n - 1; i++) steps[i] = ts[i + 1]! - ts[i]!;
  const usual = steps.length > 0 ? Float64Array.from(steps).sort()[Math.floor(steps.length / 2)]! : 1;
  const found = new Map<number, number>();
  const gaps: number[] = [];
  const index = new Int32Array(steps.length);
  for (let i = 0; i < steps.length; i++) {
    const g = steps[i]! / usual;
    const key = Math.abs(g - 1) < 0.3 ? 0 : Math.round(Math.log(g) / 0.1) || 1;
    let c = found.get(key);
    if (c === undefined) {
      c = gaps.length;
      found.set(key, c);
      gaps.push(key === 0 ? 1 : Math.exp(0.1 * key));
    }
    index[i] = c;
  }
  return { index, gaps };
}

/** One pass over the columns. @param columns regressors with the slope's last, then the response */
export function ar1Forms(
  columns: readonly Float64Array[],
  steps: { index: Int32Array; gaps: number[] },
): Ar1Forms {
  const m = columns.length;
  const n = columns[0]!.length;
  const pairs = (m * (m + 1)) / 2;
  const classes: StepClass[] = steps.gaps.map((gap) => ({
    gap,
    count: 0,
    rise: new Float64Array(pairs),
    level: new Float64Array(pairs),
    difference: new Float64Array(pairs),
  }));
  for (const c of steps.index) classes[c]!.count++;
  const first = new Float64Array(pairs);
  let p = 0;
  for (let j = 0; j < m; j++) {
    for (let k = 0; k <= j; k++) {
      const u = columns[j]!;
      const v = columns[k]!;
      first[p] = u[0]! * v[0]!;
      sumPair(u, v, n, steps.index, classes, p++);
    }
  }
  return { columns: m, samples: n, regular: steps.gaps.length <= 1, first, classes };
}

function sumPair(
  u: Float64Array,
  v: Float64Array,
  n: number,
  index: Int32Array,
  classes: readonly StepClass[],
  p: number,
): void {
  if (classes.length === 1) {
    let level = 0;
    let difference = 0;
    for (let i = 0; i < n - 1; i++) {
      level += u[i]! * v[i]!;
      difference += (u[i + 1]! - u[i]!) * (v[i + 1]! - v[i]!);
    }
    classes[0]!.rise[p] = u[n - 1]! * v[n - 1]! - u[0]! * v[0]!;
    classes[0]!.level[p] = level;
    classes[0]!.difference[p] = difference;
    return;
  }
  for (let i = 0; i < n - 1; i++) {
    const c = classes[index[i]!]!;
    const before = u[i]! * v[i]!;
    c.rise[p]! += u[i + 1]! * v[i + 1]! - before;
    c.level[p]! += before;
    c.difference[p]! += (u[i + 1]! - u[i]!) * (v[i + 1]! - v[i]!);
  }
}
