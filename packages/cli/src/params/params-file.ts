import { isScalar, parseDocument, Scalar, stringify } from 'yaml';
import { deepMerge, flattenKeys, nest } from '../json-path.js';
import { badInput, messageOf } from '../errors.js';
import type { ParamsSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillDeep } from '../profile/template.js';

/** What a cell asks of the target's parameters. */
export interface AskedParams {
  /** Dotted name to value, exactly what the target must report back. */
  flat: Map<string, unknown>;
  /** The same for each further process of the target, by the section's name. */
  sections: Map<string, Map<string, unknown>>;
  /** The file the target reads. */
  yaml: string;
}

type Nested = Record<string, unknown>;

/** The parameter overrides that a refresh interval means for this profile. */
export function refreshOverride(spec: ParamsSpec | undefined, refreshMs: number | null): Nested {
  if (refreshMs === null) return {};
  if (!spec?.refresh_ms) {
    throw badInput(
      'this profile cannot set a refresh interval',
      'add params.refresh_ms (the name of the parameter) to the profile, or leave --refresh-ms out',
    );
  }
  return nest(spec.refresh_ms, refreshMs);
}

/**
 * Profile parameters with the cell's overrides laid on top, as the file the target reads at start.
 * @param original text of the target's own file; everything else in it stays as it is
 */
export function askParams(
  spec: ParamsSpec,
  overrides: Nested,
  values: TemplateValues,
  original: string | null = null,
): AskedParams {
  const { own, bySection } = splitSections(fillDeep(overrides, values, 'parameters') as Nested);
  const main = deepMerge(fillDeep(spec.base, values, 'params.base') as Nested, own);
  let tree = rooted(spec.root, writable(main, spec.floats));
  const sections = new Map<string, Map<string, unknown>>();
  for (const name of bySection.keys()) requireSection(spec, name);
  for (const [name, section] of Object.entries(spec.sections)) {
    const base = fillDeep(section.base, values, `params.sections.${name}.base`) as Nested;
    const merged = deepMerge(base, bySection.get(name) ?? {});
    sections.set(name, flattenKeys(merged));
    if (Object.keys(merged).length === 0) continue;
    tree = deepMerge(tree, rooted(section.root, writable(merged, spec.floats)));
  }
  return {
    flat: flattenKeys(main),
    sections,
    yaml: original === null ? stringify(tree, { version: '1.1' }) : changed(original, tree),
  };
}

// `{"fault_manager:snapshots": {...}}` is the section fault_manager's `{snapshots: {...}}`.
function splitSections(overrides: Nested): { own: Nested; bySection: Map<string, Nested> } {
  const own: Nested = {};
  const bySection = new Map<string, Nested>();
  for (const [key, value] of Object.entries(overrides)) {
    const [, section, name] = /^([a-z][a-z0-9_]*):(.+)$/.exec(key) ?? [];
    if (section === undefined || name === undefined) own[key] = value;
    else bySection.set(section, { ...bySection.get(section), [name]: value });
  }
  return { own, bySection };
}

function requireSection(spec: ParamsSpec, name: string): void {
  if (Object.hasOwn(spec.sections, name)) return;
  throw badInput(
    `no process '${name}' takes parameters here`,
    `known: ${Object.keys(spec.sections).join(', ') || 'none in this lane'}`,
  );
}

function rooted(root: readonly string[], params: Nested): Nested {
  return root.reduceRight<Nested>((inner, key) => ({ [key]: inner }), params);
}

/** ROS refuses a whole number where it declared a fraction: those are written as `2.0`. */
function writable(params: Nested, floats: readonly string[], prefix = ''): Nested {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => {
      const name = prefix + key;
      if (typeof value === 'number' && floats.includes(name)) return [key, fraction(value)];
      const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
      return [key, isMap ? writable(value as Nested, floats, `${name}.`) : value];
    }),
  );
}

function fraction(value: number): Scalar<number> {
  const scalar = new Scalar(value);
  scalar.minFractionDigits = 1;
  return scalar;
}

// Through the document, so that `10.0` stays a fraction and comments stay where they are.
function changed(original: string, tree: Nested): string {
  const document = parseDocument(original);
  const problem = document.errors[0];
  if (problem)
    throw badInput(`the target's own parameter file is not YAML: ${problem.message.split('\n')[0]}`);
  try {
    setLeaves(tree, [], (path, value) => document.setIn(path, value));
    return document.toString();
  } catch (error) {
    throw badInput(
      `the target's own parameter file cannot be changed: ${messageOf(error)}`,
      'it has to be a map of maps where this profile sets parameters; check params.copy_of and params.root',
    );
  }
}

function setLeaves(tree: Nested, path: string[], set: (path: string[], value: unknown) => void): void {
  for (const [key, value] of Object.entries(tree)) {
    const here = [...path, key];
    const isTree = typeof value === 'object' && value !== null && !Array.isArray(value) && !isScalar(value);
    if (isTree) setLeaves(value as Nested, here, set);
    else set(here, value);
  }
}
