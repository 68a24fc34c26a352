import type { Shape } from './check-shape.js';

const GROWTH: Shape = {
  offset_kib: 'number?',
  offset_cores: 'number?',
  coefficient: 'number?',
  exponent: 'number?',
  lo: 'number?',
  hi: 'number?',
  verdict: 'text?',
  reason: 'text?',
};

const FIT: Shape = {
  refresh_ms: 'number?',
  exponent: 'number?',
  r2: 'number?',
  ci_lo: 'number?',
  ci_hi: 'number?',
  point_count: 'number?',
  verdict: 'text?',
  growth: GROWTH,
  growth_anonymous: GROWTH,
  growth_cpu: GROWTH,
  pss_loglog: { exponent: 'number?', r2: 'number?', lo: 'number?', hi: 'number?' },
  marginal: { kib_per_entity: 'number?', lo95: 'number?', hi95: 'number?', metric: 'text' },
  disagreement: 'text?',
};

/** A record of a cell, or the aggregate of several, as far as somebody reads it without asking what it is. */
const CELL: Shape = {
  id: 'text',
  label: 'text',
  status: 'text',
  failure: 'text?',
  steady_reason: 'text?',
  repeat: 'number?',
  steady_from_s: 'number?',
  burst: {
    t_s: 'number',
    count: 'number',
    injected: 'number',
    mode: 'text',
    injections: [{ end_s: 'number?' }],
  },
  churn: {
    count: 'number',
    every_s: 'number',
    window_s: 'number',
    steps_applied: 'number',
    steps_asked: 'number',
  },
  private_clean_jumps: [{ t_s: 'number', from_kib: 'number?', to_kib: 'number?' }],
};

/**
 * What a summary's keys hold where they are there at all. Everything that a reporter takes for granted stands here:
 * whatever is left out is read through `read-value`, which takes nothing for granted.
 */
export const SUMMARY_SHAPE: Shape = {
  lane: 'text',
  status: 'text',
  verdict: 'text',
  headline: 'text',
  reason: 'text',
  profile: 'text',
  quick: 'flag',
  tool_version: 'text',
  method_version: 'number',
  started_at: 'text',
  finished_at: 'text',
  parameters: 'object',
  metadata: 'object',
  warnings: [{ code: 'text', severity: 'text', message: 'text', fix: 'text?' }],
  high_load: 'flag',
  cells: [CELL],
  cell_records: [CELL],
  cell: 'object?',
  rows: [{}],
  fits: [FIT],
  indicative: 'flag',
};
