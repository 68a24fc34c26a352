import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statistics } from '../../test/statistics.js';
import { isBaselineError } from '../errors.js';
import type { MeasuredLane } from '../model/measured-lane.js';
import { evaluateBudgets } from './evaluate-budgets.js';
import { parseBudget } from './parse-budget.js';

const aggregation = fc.oneof(
  fc.constantFrom('avg', 'min', 'max', 'med', 'count', 'value'),
  fc.integer({ min: 0, max: 1000 }).map((tenths) => `p(${tenths / 10})`),
);
const operator = fc.constantFrom('<', '<=', '>', '>=', '==', '===', '!=');
const space = fc.constantFrom('', ' ', '  ', '\t');
const limit = fc.oneof(fc.integer({ min: -1e6, max: 1e6 }), fc.constantFrom(0.5, 1e-7, 2.5e12));

describe('the grammar of budgets', () => {
  it('reads every threshold that k6 would write, whatever the spaces', () => {
    fc.assert(
      fc.property(aggregation, operator, limit, space, (what, sign, number, gap) => {
        const read = parseBudget(`${gap}${what}${gap}${sign}${gap}${number}${gap}`);
        const shown =
          read.aggregation.kind === 'p' ? `p(${read.aggregation.percentile})` : read.aggregation.kind;
        expect(shown).toBe(what);
        expect(read.operator).toBe(sign === '===' ? '==' : sign);
        expect(read.limit).toBe(Number(String(number)));
        expect(parseBudget(read.source)).toEqual(read);
      }),
    );
  });

  it('refuses anything else with one clear error', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          parseBudget(text);
        } catch (error) {
          expect(isBaselineError(error) && error.code).toBe('MEDKIT_BUDGET_SYNTAX');
          expect((error as Error).message).toContain(JSON.stringify(text));
        }
      }),
    );
    for (const text of [
      '',
      'p(101)<1',
      'p()<1',
      'p95<1',
      'avg<',
      'avg=1',
      'avg<NaN',
      'avg<1 && max<2',
      'rate<0.1',
      'avg<0x10',
    ])
      expect(() => parseBudget(text), text).toThrow(/cannot read the budget/);
  });

  it('an order holds exactly when its opposite does not', () => {
    const opposite: Record<string, string> = {
      '<': '>=',
      '<=': '>',
      '>': '<=',
      '>=': '<',
      '==': '!=',
      '!=': '==',
    };
    const lanes = (values: number[]): Record<string, MeasuredLane> => ({
      footprint: {
        metrics: { 'footprint.uss_kib': { kind: 'sample', values, median: values[0]! } },
      } as never,
    });
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        values,
        aggregation,
        fc.constantFrom(...Object.keys(opposite)),
        fc.nat(50),
        (xs, what, sign, number) => {
          const verdicts = [sign, opposite[sign]].map(
            (one) =>
              evaluateBudgets({ uss_kib: [`${what}${one}${number}`] }, lanes(xs), statistics)[0]?.verdict,
          );
          expect(verdicts.toSorted()).toEqual(['broken', 'kept']);
        },
      ),
    );
  });

  it('what was not measured is unknown, never kept', () => {
    expect(evaluateBudgets({ p95_ms: ['max<1e9'] }, {}, statistics)).toMatchObject([
      { verdict: 'unknown', actual: null, resolved: null },
    ]);
  });
});
