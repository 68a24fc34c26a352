import { sorted } from './quantile.js';

/** A series that grows in jumps with nothing in between. */
export interface Staircase {
  /** Net growth of each step up, bytes. */
  readonly steps: readonly number[];
  readonly growth: number;
  /** Net growth within the second half, bytes. */
  readonly lateGrowth: number;
}

/**
 * Equal steps that the steps up must be worth. Where memory stands still between its steps every page is one: two
 * large steps and some pages are two steps, which a runtime's heap takes at rest within a minute.
 */
const FEWEST_STEPS = 2.5;

/**
 * Reads a series as a staircase: changes eight times the usual one, those close together taken as one step.
 * Null when the steps up are worth fewer than {@link FEWEST_STEPS} equal ones, when more than a quarter of the movement goes down again, or when the
 * series does not end up where the steps lead.
 */
export function staircase(ys: ArrayLike<number>): Staircase | null {
  const n = ys.length;
  const changes = new Float64Array(n - 1);
  for (let i = 0; i < n - 1; i++) changes[i] = ys[i + 1]! - ys[i]!;
  const usual = 1.4826 * sorted(changes.map(Math.abs))[Math.floor((n - 1) / 2)]!;
  const reach = Math.max(3, Math.ceil(n / 50));
  const steps: { at: number; size: number }[] = [];
  for (let i = 0; i < n - 1; i++) {
    if (!(Math.abs(changes[i]!) > 8 * usual)) continue;
    const before = steps[steps.length - 1];
    if (before !== undefined && i - before.at <= reach) {
      before.size += changes[i]!;
      before.at = i;
    } else {
      steps.push({ at: i, size: changes[i]! });
    }
  }
  const sizes = steps.map((s) => s.size);
  const up = sizes.filter((s) => s > 8 * usual);
  const growth = up.reduce((a, b) => a + b, 0);
  const down = -sizes.filter((s) => s < 0).reduce((a, b) => a + b, 0);
  const tenth = Math.max(1, Math.floor(n / 10));
  const net = medianOf(ys, n - tenth, n) - medianOf(ys, 0, tenth);
  if (equalSteps(up) < FEWEST_STEPS || down > growth / 4 || net < growth / 2) return null;
  const lateGrowth = steps.filter((s) => s.at >= n / 2 - 1).reduce((a, s) => a + s.size, 0);
  return { steps: up, growth: growth - down, lateGrowth };
}

/** How many equal steps have the same sum and the same sum of squares (Kish 1965, effective sample size). */
function equalSteps(sizes: readonly number[]): number {
  const sum = sizes.reduce((a, b) => a + b, 0);
  return sum === 0 ? 0 : (sum * sum) / sizes.reduce((a, b) => a + b * b, 0);
}

function medianOf(ys: ArrayLike<number>, from: number, to: number): number {
  const s = sorted(Array.prototype.slice.call(ys, from, to) as number[]);
  return s[Math.floor(s.length / 2)]!;
}
