import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as stats from '../src/index.ts';

/** Enough for every run of the suite; `STATS_RUNS=2500` looks harder. */
const RUNS = Number(process.env['STATS_RUNS'] ?? 60);

const value = fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((v) => Math.round(v * 64) / 64);
const seriesOf = (min: number, max = 40): fc.Arbitrary<number[]> =>
  fc.array(value, { minLength: min, maxLength: max });
const index = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function close(a: number, b: number, size: number): void {
  if (a === b) return;
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-6 * Math.max(size, Math.abs(a), Math.abs(b)));
}

describe('shift and scale', () => {
  it('slopeInterval moves with y and t', () => {
    fc.assert(
      fc.property(
        seriesOf(4),
        fc.integer({ min: -500, max: 500 }),
        fc.constantFrom(0.5, 2, 8),
        (ys, shift, factor) => {
          const ts = index(ys.length);
          const a = stats.slopeInterval(ts, ys);
          const b = stats.slopeInterval(
            ts.map((t) => t * factor + shift),
            ys.map((y) => y * 4 + shift),
          );
          const size = 1e-3 + Math.abs(a.hi - a.lo);
          close((a.slope * 4) / factor, b.slope, size);
          close((a.lo * 4) / factor, b.lo, size);
          close((a.hi * 4) / factor, b.hi, size);
        },
      ),
      { numRuns: RUNS },
    );
  });
  it('quantiles and means move with the data', () => {
    fc.assert(
      fc.property(seriesOf(1), fc.double({ min: 0, max: 1, noNaN: true }), (xs, p) => {
        close(
          stats.quantile(xs, p) * 3 - 7,
          stats.quantile(
            xs.map((x) => x * 3 - 7),
            p,
          ),
          1,
        );
        close(stats.meanInterval(xs).mean * 3 - 7, stats.meanInterval(xs.map((x) => x * 3 - 7)).mean, 1);
      }),
    );
  });
  it('growth keeps its exponent and verdict when the unit of cost or size changes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.4, 1, 1.7),
        fc.array(value, { minLength: 12, maxLength: 12 }),
        (k, noise) => {
          const xs = index(12).map((i) => 10 * (1 + (i % 6)));
          const ys = xs.map((x, i) => 50_000 + 40 * x ** k + noise[i]! / 10);
          const a = stats.growth(xs, ys);
          const b = stats.growth(
            xs.map((x) => x * 2),
            ys.map((y) => y / 1024),
          );
          expect(b.verdict).toBe(a.verdict);
          close(a.exponent, b.exponent, 1);
        },
      ),
      { numRuns: RUNS },
    );
  });
  it('powerLaw keeps its exponent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 3, maxLength: 12 }), (ys) => {
        const xs = ys.map((_, i) => i + 1);
        const a = stats.powerLaw(xs, ys);
        const b = stats.powerLaw(
          xs.map((x) => x * 60),
          ys.map((y) => y * 1024),
        );
        close(a.exponent, b.exponent, 1);
        close(a.hi, b.hi, 1);
      }),
    );
  });
});

describe('order', () => {
  it('does not matter where points are independent', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(index(12), { minLength: 12 }), seriesOf(12, 12), (order, ys) => {
        const xs = index(12).map((i) => 1 + (i % 4));
        const px = order.map((i) => xs[i]!);
        const py = order.map((i) => ys[i]!);
        expect(stats.median(py)).toBe(stats.median(ys));
        close(stats.ols(px, py).slope, stats.ols(xs, ys).slope, 1);
        const a = stats.growth(xs, ys);
        const b = stats.growth(px, py);
        expect(b.verdict).toBe(a.verdict);
        const positive = ys.map((y) => Math.abs(y) + 1);
        close(
          stats.compareSamples(positive, [1, 2, 3]).pValue,
          stats.compareSamples(
            order.map((i) => positive[i]!),
            [3, 1, 2],
          ).pValue,
          1e-3,
        );
      }),
    );
  });
  it('turning a comparison round turns its ratio over', () => {
    const positive = fc.array(fc.integer({ min: 1, max: 999 }), { minLength: 2, maxLength: 9 });
    fc.assert(
      fc.property(positive, positive, (a, b) => {
        const forth = stats.compareSamples(a, b);
        const back = stats.compareSamples(b, a);
        close(forth.ratio, 1 / back.ratio, 1e-3);
        close(forth.pValue, back.pValue, 1e-3);
        close(stats.mannWhitney(a, b).pValue, stats.mannWhitney(b, a).pValue, 1e-3);
      }),
    );
  });
});

describe('intervals nest by level', () => {
  it('all of them', () => {
    fc.assert(
      fc.property(seriesOf(6), (ys) => {
        const ts = index(ys.length).map((i) => i + 1);
        const positive = ys.map((y) => Math.abs(y) + 1);
        const nested = (f: (level: number) => { lo: number; hi: number }): void => {
          const [a, b, c] = [f(0.8), f(0.95), f(0.99)] as const;
          const slack = 1e-9 * (1 + Math.abs(a.lo) + Math.abs(a.hi));
          expect(
            b.lo <= a.lo + slack && a.hi <= b.hi + slack && c.lo <= b.lo + slack && b.hi <= c.hi + slack,
          ).toBe(true);
        };
        nested((level) => stats.slopeInterval(ts, ys, { level }));
        nested((level) => stats.slopeInterval(ts, ys, { level, dependence: 'independent' }));
        nested((level) => stats.powerLaw(ts, positive, { level }));
        nested((level) => stats.growth(ts, ys, { level }));
        nested((level) => stats.compareSamples(positive, [1, 2, 4], { level }));
        nested((level) => stats.meanInterval(ys, { level }));
        nested((level) => stats.medianInterval(ys, { level }));
        nested((level) => stats.hodgesLehmann(ys, positive, { level }));
        nested((level) => stats.precisionStop(positive, { target: 0.01, level }));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('leakTest', () => {
  it('says the same in seconds, minutes and milliseconds', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 60, maxLength: 60 }),
        fc.constantFrom(0, 10, 40),
        fc.constantFrom(1 / 60, 1000),
        (noise, rate, unit) => {
          const ts = index(60);
          const bytes = noise.map((v, i) => 1e7 + v + rate * i);
          const a = stats.leakTest(ts, bytes, { floorBytesPerS: 5 });
          const b = stats.leakTest(
            ts.map((t) => t * unit),
            bytes,
            { floorBytesPerS: 5 / unit },
          );
          expect(b.verdict).toBe(a.verdict);
          close(a.recommendedS! * unit, b.recommendedS!, 1e-3);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe('change points', () => {
  it('are the optimum that a search over all segmentations finds', () => {
    const cost = (ys: number[]): number => {
      const m = ys.reduce((s, y) => s + y, 0) / ys.length;
      return ys.reduce((s, y) => s + (y - m) ** 2, 0);
    };
    const total = (ys: number[], starts: number[], penalty: number): number =>
      [0, ...starts].reduce((s, from, i, all) => s + cost(ys.slice(from, all[i + 1] ?? ys.length)), 0) +
      penalty * starts.length;
    fc.assert(
      fc.property(seriesOf(2, 9), fc.integer({ min: 1, max: 200_000 }), (ys, penalty) => {
        let best = Infinity;
        for (let mask = 0; mask < 1 << (ys.length - 1); mask++) {
          const starts = index(ys.length - 1)
            .filter((i) => (mask >> i) & 1)
            .map((i) => i + 1);
          best = Math.min(best, total(ys, starts, penalty));
        }
        close(total(ys, stats.changePoints(ys, penalty), penalty), best, 1);
      }),
    );
  });
});

describe('finite input never gives NaN', () => {
  const extreme = fc.oneof(
    value,
    fc.constantFrom(0, 1e15, -1e15, 1e15 + 4096, 1e-9, 1e100, -1e100, 5e-324, 1e-300),
  );
  const check = (run: () => unknown): void => {
    let result: unknown;
    try {
      result = run();
    } catch (error) {
      expect(error).toBeInstanceOf(RangeError);
      return;
    }
    expect(JSON.stringify(result, (_k, v: unknown) => (Number.isNaN(v) ? 'NaN!' : v))).not.toContain('NaN!');
  };
  it('in any function', () => {
    fc.assert(
      fc.property(
        fc.array(extreme, { minLength: 0, maxLength: 34 }),
        fc.array(extreme, { minLength: 0, maxLength: 34 }),
        (xs, ys) => {
          const ts = index(ys.length);
          check(() => stats.median(xs));
          check(() => stats.iqr(xs));
          check(() => stats.ols(xs.slice(0, ys.length), ys.slice(0, xs.length)));
          check(() => stats.slopeInterval(ts, ys));
          check(() =>
            stats.slopeInterval(xs.slice(0, ys.length), ys.slice(0, xs.length), {
              dependence: 'independent',
            }),
          );
          check(() =>
            stats.powerLaw(
              ts.map((t) => t + 1),
              ys.map(Math.abs),
            ),
          );
          check(() =>
            stats.growth(
              ts.map((t) => t % 7),
              ys,
            ),
          );
          check(() => stats.growth(xs.slice(0, ys.length).map(Math.abs), ys.slice(0, xs.length)));
          check(() => stats.leakTest(ts, ys));
          check(() => stats.classifyRun(ts, ys));
          check(() => stats.compareSamples(xs.map(Math.abs), ys.map(Math.abs)));
          check(() => stats.mannWhitney(xs, ys));
          check(() => stats.hodgesLehmann(xs, ys));
          check(() => stats.meanInterval(xs));
          check(() => stats.medianInterval(xs));
          check(() => stats.precisionStop(xs.map(Math.abs), { target: 0.02 }));
          check(() => stats.judgeChange(xs.map(Math.abs), ys.map(Math.abs), { warn: 0.05, fail: 0.1 }));
          check(() => stats.changePoints(ys, 10));
        },
      ),
      { numRuns: 5 * RUNS },
    );
  });
});

describe('growth at the edges of a double', () => {
  const finite = (g: object): void => expect(Object.values(g).some((v) => Number.isNaN(v))).toBe(false);
  it('takes sizes a hundred decades apart, and sizes that differ in their last digit', () => {
    finite(stats.growth([1e-9, 1, 1e100, 1e-9, 1, 1e100], [1, 2, 3, 1.1, 2.1, 3.2]));
    finite(stats.growth([1e15, 1e15 + 0.125, 1e15 + 0.25, 1e15, 1e15 + 0.125], [1, 2, 3, 1.5, 2]));
    finite(stats.growth([1e-100, 2e-100, 3e-100, 1e-100, 2e-100], [1e15, 1e15, 1e15 + 1, 1e15, 1e15]));
  });
  it('gives the rise an interval for bytes at 1e15', () => {
    const xs = [10, 30, 60, 100, 150, 250].flatMap((x) => [x, x, x]);
    const fit = stats.growth(
      xs,
      xs.map((x, i) => 1e15 + 1e12 * x + 1e11 * (i % 3)),
    );
    expect(fit.verdict).toBe('linear');
    expect(fit.riseLo).toBeLessThan(fit.rise);
    expect(fit.riseHi).toBeGreaterThan(fit.rise);
  });
});

describe('at the limits', () => {
  it('a deviation of one byte at 1e15 is data: the interval has a width', () => {
    const { lo, hi } = stats.slopeInterval([1, 2, 3], [1e15, 1e15 + 1, 1e15 + 5]);
    expect(lo).toBeLessThan(hi);
  });
  it('growth takes hundreds of thousands of sizes', () => {
    const xs = Array.from({ length: 200_000 }, (_, i) => i + 1);
    expect(stats.growth(xs, xs).verdict).toBe('linear');
  });
});

describe('a cache that fills up', () => {
  it.each([60, 120, 300])('with a time constant of a sixth of %i samples is no leak, however quiet', (n) => {
    const bytes = Array.from({ length: n }, (_, i) => {
      return 5e7 + 1e8 * (1 - Math.exp(-i / (n / 6))) + 500 * Math.sin(i * i);
    });
    expect(stats.leakTest(index(n), bytes).verdict).not.toBe('leak');
  });
});
