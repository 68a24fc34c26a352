import { ReportError } from '../errors.js';
import { describeKind, firstMisfit } from './check-shape.js';
import { readKey } from './read-value.js';
import { SUMMARY_SHAPE } from './summary-shape.js';
import type { LaneSummary } from './summary.js';

/** The summary format this package reads. */
export const SUMMARY_SCHEMA_VERSION = 1;

const NEEDED = ['lane', 'status', 'verdict'] as const;

/**
 * Checks that `value` (a parsed summary.json) can be reported and fills what older or partial writers leave out. A
 * summary that comes from a file goes through here before anything else reads it: a damaged or hostile one is refused.
 *
 * @throws ReportError `MEDKIT_REPORT_SCHEMA_VERSION` for another format version, `MEDKIT_REPORT_INPUT` for anything
 * that is not a lane summary.
 */
export function parseSummary(value: unknown): LaneSummary {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ReportError('MEDKIT_REPORT_INPUT', `A summary is a JSON object; got ${describeKind(value)}.`);
  }
  const version = readKey(value, 'schema_version');
  if (version !== SUMMARY_SCHEMA_VERSION) {
    throw new ReportError(
      'MEDKIT_REPORT_SCHEMA_VERSION',
      `The summary has ${versionInWords(version)}; this version reads schema_version ${SUMMARY_SCHEMA_VERSION}. Report it with the medkit-bench version that wrote it, or measure again.`,
    );
  }
  const absent = NEEDED.find((key) => readKey(value, key) === undefined);
  const wrong =
    absent === undefined ? firstMisfit(value, SUMMARY_SHAPE) : `"${absent}" must be a string; got nothing`;
  if (wrong !== null) {
    throw new ReportError('MEDKIT_REPORT_INPUT', `The summary's ${wrong}. Is this a summary.json?`);
  }
  return { ...blank, ...(value as Partial<LaneSummary>) } as LaneSummary;
}

function versionInWords(version: unknown): string {
  if (version === undefined) return 'no schema_version';
  const said = typeof version === 'number' || typeof version === 'string';
  return `schema_version ${said ? JSON.stringify(version).slice(0, 40) : describeKind(version)}`;
}

const blank: Omit<LaneSummary, 'schema_version' | 'lane' | 'status' | 'verdict'> = {
  headline: '',
  reason: '',
  profile: 'unknown',
  quick: false,
  tool_version: 'unknown',
  method_version: 0,
  started_at: '',
  finished_at: '',
  parameters: {},
  metadata: {},
  warnings: [],
  high_load: false,
  cells: [],
};
