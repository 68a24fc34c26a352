import { z } from 'zod';
import { BaselineError } from '../errors.js';

/** How one metric is judged. */
export interface MetricRule {
  /** Which direction is good. */
  readonly better: 'less' | 'more';
  /** Change of the median for a warning and for a regression, in percent. */
  readonly warn_percent: number;
  readonly fail_percent: number;
  /** Whether its verdict counts for the run and for the exit code. */
  readonly gate: boolean;
  /** Changes smaller than this, in the metric's own unit, are noise whatever their share. */
  readonly min_change: number;
}

/** Rules by metric: `uss_kib`, `load.p95_ms`, `load[heavy].p95_ms`; the more particular name wins. */
export type MetricRules = Readonly<
  Record<string, { readonly [K in keyof MetricRule]?: MetricRule[K] | undefined }>
>;

/** The part of a profile that says how results are judged. */
export interface ComparisonProfile {
  readonly metrics: MetricRules;
  /** Budgets by metric, as k6 writes thresholds: `uss_mib: ["p(95)<200"]`. */
  readonly budgets: Readonly<Record<string, readonly string[]>>;
}

const REPORTED: MetricRule = {
  better: 'less',
  warn_percent: 5,
  fail_percent: 10,
  gate: false,
  min_change: 0,
};

const MEMORY = { warn_percent: 5, fail_percent: 10, gate: true };
const CPU = { warn_percent: 15, fail_percent: 30, gate: true };
const LATENCY = { warn_percent: 20, fail_percent: 50, gate: true };
const ALWAYS = { warn_percent: 0, fail_percent: 0, gate: true };

/** Rules that hold where a profile says nothing. What is not named here is reported and does not gate. */
export const DEFAULT_RULES: MetricRules = {
  cpu_cores: { warn_percent: 15, fail_percent: 30 },
  num_threads: { warn_percent: 15, fail_percent: 30 },
  'footprint.uss_kib': MEMORY,
  'footprint.anonymous_kib': MEMORY,
  'footprint.cpu_cores': CPU,
  'footprint.num_threads': CPU,
  'scaling.exponent': ALWAYS,
  'scaling.growth_exponent': ALWAYS,
  'scaling.kib_per_entity': MEMORY,
  'load.p95_ms': LATENCY,
  'load.p50_ms': { ...LATENCY, gate: false },
  'load.p99_ms': { ...LATENCY, gate: false },
  'load.max_ms': { ...LATENCY, gate: false },
  'load.uss_kib': MEMORY,
  'load.cpu_cores': CPU,
  'load[off].uss_kib': { gate: false },
  'load[off].cpu_cores': { gate: false },
  'churn.slope_b_s': { ...ALWAYS, min_change: 2000 },
  'heap.total_leaked_bytes': ALWAYS,
  'memcheck.definitely_lost_bytes': ALWAYS,
  'memcheck.indirectly_lost_bytes': ALWAYS,
};

/** A metric's full name, taken apart. */
export interface MetricName {
  readonly lane: string;
  /** Null where the lane has one row. */
  readonly row: string | null;
  readonly name: string;
}

/** Takes `load[heavy].p95_ms` apart; null when it is not a metric's name. */
export function parseMetricName(full: string): MetricName | null {
  const match = /^([a-z][a-z0-9_-]*)(?:\[([^\]]*)\])?\.([a-z][a-z0-9_]*)$/.exec(full);
  return match === null ? null : { lane: match[1]!, row: match[2] ?? null, name: match[3]! };
}

/** The rule of a metric: the profile's over the defaults, the more particular name over the more general. */
export function ruleOf(metric: string, rules: MetricRules = {}): MetricRule {
  const parts = parseMetricName(metric);
  const names =
    parts === null
      ? [metric]
      : [
          parts.name,
          `${parts.lane}.${parts.name}`,
          ...(parts.row === null ? [] : [`${parts.lane}[*].${parts.name}`, metric]),
        ];
  let rule = REPORTED;
  for (const table of [DEFAULT_RULES, rules]) {
    for (const name of names) rule = merged(rule, table[name]);
  }
  return rule;
}

function merged(rule: MetricRule, over: MetricRules[string] | undefined): MetricRule {
  if (over === undefined) return rule;
  return {
    better: over.better ?? rule.better,
    warn_percent: over.warn_percent ?? rule.warn_percent,
    fail_percent: over.fail_percent ?? Math.max(rule.fail_percent, over.warn_percent ?? 0),
    gate: over.gate ?? rule.gate,
    min_change: over.min_change ?? rule.min_change,
  };
}

const share = z.number().nonnegative();
const ruleSchema = z
  .strictObject({
    better: z.enum(['less', 'more']).optional(),
    warn_percent: share.optional(),
    fail_percent: share.optional(),
    gate: z.boolean().optional(),
    min_change: share.optional(),
  })
  .refine((rule) => (rule.fail_percent ?? Infinity) >= (rule.warn_percent ?? 0), {
    message: 'fail_percent must not be under warn_percent',
  });

const profileSchema = z.strictObject({
  metrics: z.record(z.string(), ruleSchema).default({}),
  budgets: z.record(z.string(), z.array(z.string()).min(1)).default({}),
});

/**
 * Checks the parts of a profile that judge results: `metrics` and `budgets`.
 * @throws BaselineError MEDKIT_RULES_INVALID naming the field
 */
export function checkComparisonProfile(data: unknown): ComparisonProfile {
  const result = profileSchema.safeParse(data ?? {});
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new BaselineError('MEDKIT_RULES_INVALID', `${issue.path.map(String).join('.')}: ${issue.message}`, {
    next: 'a rule has better, warn_percent, fail_percent, gate and min_change',
    cause: result.error,
  });
}
