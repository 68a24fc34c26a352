import { ReportError } from '../errors.js';
import { readKey } from './read-value.js';
import type { LaneSummary } from './summary.js';

/** The summary format this package reads. */
export const SUMMARY_SCHEMA_VERSION = 1;

const TEXT_KEYS = ['lane', 'status', 'verdict'] as const;

/** What a key holds where it is there at all; `list` is one of objects. */
const KINDS: Readonly<Record<string, 'string' | 'object' | 'list'>> = {
  headline: 'string',
  reason: 'string',
  started_at: 'string',
  finished_at: 'string',
  parameters: 'object',
  metadata: 'object',
  warnings: 'list',
  cells: 'list',
};

/**
 * Checks that `value` (a parsed summary.json) can be reported and fills what older or partial writers leave out.
 *
 * @throws ReportError `MEDKIT_REPORT_SCHEMA_VERSION` for another format version, `MEDKIT_REPORT_INPUT` for anything
 * that is not a lane summary.
 */
export function parseSummary(value: unknown): LaneSummary {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ReportError('MEDKIT_REPORT_INPUT', `A summary is a JSON object; got ${describe(value)}.`);
  }
  const version = readKey(value, 'schema_version');
  if (version !== SUMMARY_SCHEMA_VERSION) {
    const given = version === undefined ? 'no schema_version' : `schema_version ${JSON.stringify(version)}`;
    throw new ReportError(
      'MEDKIT_REPORT_SCHEMA_VERSION',
      `The summary has ${given}; this version reads schema_version ${SUMMARY_SCHEMA_VERSION}. Report it with the medkit-bench version that wrote it, or measure again.`,
    );
  }
  for (const key of TEXT_KEYS) {
    if (typeof readKey(value, key) !== 'string') {
      throw new ReportError(
        'MEDKIT_REPORT_INPUT',
        `The summary's "${key}" must be a string; got ${describe(readKey(value, key))}. Is this a summary.json?`,
      );
    }
  }
  const given = value as Record<string, unknown>;
  for (const [key, kind] of Object.entries(KINDS)) requireKind(given, key, kind);
  for (const warning of (given['warnings'] ?? []) as unknown[]) requireKind(warning, 'message', 'string');
  return { ...blank, ...(value as Partial<LaneSummary>) } as LaneSummary;
}

function requireKind(of: unknown, key: string, kind: 'string' | 'object' | 'list'): void {
  const value = readKey(of, key);
  const isObject = (one: unknown): boolean => typeof one === 'object' && one !== null && !Array.isArray(one);
  const right =
    value === undefined ||
    (kind === 'list' ? Array.isArray(value) && value.every(isObject) : false) ||
    (kind === 'object' ? isObject(value) : false) ||
    (kind === 'string' && typeof value === 'string');
  if (right && value !== null) return;
  const wanted = kind === 'list' ? 'a list of objects' : `a${kind === 'object' ? 'n' : ''} ${kind}`;
  throw new ReportError(
    'MEDKIT_REPORT_INPUT',
    `The summary's "${key}" must be ${wanted}; got ${describe(value)}. Is this a summary.json?`,
  );
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

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'an array' : `a ${typeof value}`;
}
