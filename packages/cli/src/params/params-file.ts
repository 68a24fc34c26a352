import { stringify } from 'yaml';
import { deepMerge, flattenKeys, nest } from '../json-path.js';
import { badInput } from '../errors.js';
import type { ParamsSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillDeep } from '../profile/template.js';

/** What a cell asks of the target's parameters. */
export interface AskedParams {
  /** Dotted name to value, exactly what the target must report back. */
  flat: Map<string, unknown>;
  /** The file the target reads. */
  yaml: string;
}

/** The parameter overrides that a refresh interval means for this profile. */
export function refreshOverride(
  spec: ParamsSpec | undefined,
  refreshMs: number | null,
): Record<string, unknown> {
  if (refreshMs === null) return {};
  if (!spec?.refresh_ms) {
    throw badInput(
      'this profile cannot set a refresh interval',
      'add params.refresh_ms (the name of the parameter) to the profile, or leave --refresh-ms out',
    );
  }
  return nest(spec.refresh_ms, refreshMs);
}

/** Profile parameters with the cell's overrides laid on top, as the file the target reads at start. */
export function askParams(
  spec: ParamsSpec,
  overrides: Record<string, unknown>,
  values: TemplateValues,
): AskedParams {
  const base = fillDeep(spec.base, values, 'params.base') as Record<string, unknown>;
  const merged = deepMerge(base, overrides);
  const rooted = spec.root.reduceRight<Record<string, unknown>>((inner, key) => ({ [key]: inner }), merged);
  return { flat: flattenKeys(merged), yaml: stringify(rooted) };
}
