import { z } from 'zod';
import { BaselineError } from '../errors.js';
import { BASELINE_SCHEMA, BASELINE_SCHEMA_VERSION, type BaselineFile } from './baseline-file.js';

const text = z.string().nullable();
const count = z.number().positive().nullable();

const metric = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('sample'),
    values: z.array(z.number()).min(1).nullable(),
    median: z.number(),
  }),
  z.strictObject({
    kind: z.literal('interval'),
    estimate: z.number(),
    lo: z.number().nullable(),
    hi: z.number().nullable(),
  }),
  z.strictObject({ kind: z.literal('count'), value: z.number() }),
]);

const lane = z.strictObject({
  tool_version: text,
  method_version: z.number().nullable(),
  profile: text,
  quick: z.boolean().nullable(),
  high_load: z.boolean().nullable(),
  gateway_commit: text,
  run: text,
  started_at: text,
  finished_at: text,
  steady_count: text,
  parameters: z.record(z.string(), z.unknown()).nullable(),
  params_in_force: z.record(z.string(), z.unknown()).nullable(),
  metrics: z.record(z.string(), metric),
  threads: z.record(z.string(), z.record(z.string(), z.number())),
});

const host = z.strictObject({
  cpu_model: text,
  nproc: count,
  mem_total_kib: count,
  kernel: text,
  governor: text,
  virtualisation: text,
});

// Unknown fields are refused: a misspelt one would silently compare nothing.
const file = z.strictObject({
  schema: z.literal(BASELINE_SCHEMA),
  schema_version: z.literal(BASELINE_SCHEMA_VERSION),
  created_at: z.string(),
  updated_at: z.string(),
  host,
  lanes: z.record(z.string(), lane),
});

/**
 * Checks a parsed baseline field by field.
 * @throws BaselineError MEDKIT_BASELINE_VERSION, or MEDKIT_BASELINE_INVALID naming the field
 */
export function checkBaseline(data: unknown, path: string): BaselineFile {
  const version = (data as { schema_version?: unknown } | null)?.schema_version;
  if (version !== undefined && version !== BASELINE_SCHEMA_VERSION) {
    throw new BaselineError(
      'MEDKIT_BASELINE_VERSION',
      `${path} has schema_version ${JSON.stringify(version)}, this program reads ${BASELINE_SCHEMA_VERSION}`,
      { next: 'take the baseline anew with update-baseline, or use the version that wrote it' },
    );
  }
  const result = file.safeParse(data);
  if (!result.success) throw invalid(path, result.error);
  return result.data;
}

function invalid(path: string, error: z.ZodError): BaselineError {
  const issue = error.issues[0]!;
  const where = issue.path.map(String).join(' > ');
  const what =
    issue.code === 'unrecognized_keys'
      ? `unknown field ${issue.keys.join(', ')}`
      : issue.message.toLowerCase();
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : '';
  return new BaselineError(
    'MEDKIT_BASELINE_INVALID',
    `${path} is not a baseline${where === '' ? '' : `: at ${where}`}: ${what}${more}`,
    { next: 'correct that field, or take the baseline anew with update-baseline', cause: error },
  );
}
