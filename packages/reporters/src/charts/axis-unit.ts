/** An axis unit: shown value = value / divisor. */
export interface AxisUnit {
  readonly divisor: number;
  readonly name: string;
}

/** Seconds, minutes or hours, whichever keeps the tick numbers short. */
export function timeUnit(spanS: number): AxisUnit {
  if (spanS <= 900) return { divisor: 1, name: 's' };
  return spanS <= 4 * 3600 ? { divisor: 60, name: 'min' } : { divisor: 3600, name: 'h' };
}

/** KiB, MiB or GiB for values up to `largestKib`. */
export function memoryAxisUnit(largestKib: number): AxisUnit {
  if (largestKib < 2048) return { divisor: 1, name: 'KiB' };
  return largestKib < 4 * 1024 * 1024
    ? { divisor: 1024, name: 'MiB' }
    : { divisor: 1024 * 1024, name: 'GiB' };
}

/** Cores, or thousandths of a core where whole numbers would all be zeros. */
export function coresAxisUnit(largestCores: number): AxisUnit {
  return largestCores < 0.1
    ? { divisor: 0.001, name: 'thousandths of a core' }
    : { divisor: 1, name: 'cores' };
}

/** The least and greatest of the known values widened by `margin` of their distance; `null` when none is known. */
export function paddedDomain(values: readonly (number | null)[], margin: number): [number, number] | null {
  let lo = Infinity;
  let hi = -Infinity;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    lo = Math.min(lo, value);
    hi = Math.max(hi, value);
  }
  if (lo > hi) return null;
  const pad = hi === lo ? Math.abs(hi) * 0.02 || 1 : (hi - lo) * margin;
  return [lo - pad, hi + pad];
}

/**
 * Ticks for a logarithmic axis: 1-2-5 steps of each decade over a wide range, evenly spaced round numbers over a
 * narrow one, where decades would leave the axis without a single number.
 */
export function logTicks(lo: number, hi: number, most: number): readonly number[] {
  if (!(lo > 0 && hi > lo)) return [];
  const decades: number[] = [];
  for (let power = Math.floor(Math.log10(lo)); power <= Math.ceil(Math.log10(hi)); power += 1) {
    for (const step of [1, 2, 5]) decades.push(step * 10 ** power);
  }
  const inside = decades.filter((tick) => tick >= lo && tick <= hi);
  if (inside.length >= 3)
    return inside.length > most * 2 ? inside.filter((_, index) => index % 3 === 0) : inside;
  const rough = (hi - lo) / most;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * size).find((wide) => wide >= rough) ?? rough;
  const ticks: number[] = [];
  for (let at = Math.ceil(lo / step); at * step <= hi; at += 1)
    ticks.push(Number((at * step).toPrecision(10)));
  return ticks;
}
