import { BaselineError } from '../errors.js';

/** What a budget looks at: all repeats' figures put into one number. */
export type Aggregation =
  | { readonly kind: 'avg' | 'min' | 'max' | 'med' | 'count' | 'value' }
  | { readonly kind: 'p'; readonly percentile: number };

/** Comparison of the aggregate with the limit. */
export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

/** A parsed threshold such as `p(95)<200`. */
export interface BudgetExpression {
  readonly source: string;
  readonly aggregation: Aggregation;
  readonly operator: Operator;
  readonly limit: number;
}

const EXPRESSION =
  /^\s*(?:(avg|min|max|med|count|value)|p\(\s*(\d+(?:\.\d+)?)\s*\))\s*(<=|>=|===|==|!=|<|>)\s*(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)\s*$/i;

/**
 * Parses a threshold in k6's grammar: `avg`, `min`, `max`, `med`, `p(N)`, `count` or `value`, an operator, a number.
 * @throws BaselineError MEDKIT_BUDGET_SYNTAX with the expression
 */
export function parseBudget(source: string): BudgetExpression {
  const match = EXPRESSION.exec(source);
  const percentile = match?.[2] === undefined ? null : Number(match[2]);
  if (match === null || (percentile !== null && percentile > 100)) {
    throw new BaselineError('MEDKIT_BUDGET_SYNTAX', `cannot read the budget ${JSON.stringify(source)}`, {
      next: 'write avg, min, max, med, p(N), count or value, then < <= > >= == or !=, then a number: "p(95)<200"',
    });
  }
  const aggregation: Aggregation =
    percentile === null
      ? { kind: match[1]!.toLowerCase() as 'avg' | 'min' | 'max' | 'med' | 'count' | 'value' }
      : { kind: 'p', percentile };
  const operator = (match[3] === '===' ? '==' : match[3]) as Operator;
  return { source: source.trim(), aggregation, operator, limit: Number(match[4]) };
}
