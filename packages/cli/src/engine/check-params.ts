import { badInput, isBenchError, messageOf, notMeasured } from '../errors.js';
import { deepMerge, flattenKeys } from '../json-path.js';
import { refreshOverride } from '../params/params-file.js';
import { paramsNotInForce, readParamsInForce, unknownParams } from '../params/read-back.js';
import type { ParamsSpec } from '../profile/schema.js';
import { fillTemplate } from '../profile/template.js';
import type { LiveTarget } from './bring-up.js';
import type { CellContext } from './run-cell.js';

/** Parameters in force, as far as the target says; those of a further process carry its name. */
export interface ParamsCheck {
  inForce: Record<string, unknown> | null;
  /** What could not be read, where that does not spoil the cell. */
  notes: string[];
}

/**
 * Reads the parameters in force back from the target and compares them with what was asked.
 * @throws BenchError for a parameter that does not exist or did not take effect
 */
export async function checkParams(live: LiveTarget, context: CellContext): Promise<ParamsCheck> {
  const spec = context.profile.params;
  const asked = live.askedParams;
  if (!spec || !asked) return { inForce: null, notes: [] };
  const parts: Part[] = [
    { prefix: '', where: 'params.read_back.url', readBack: spec.read_back, asked: asked.flat },
    ...Object.entries(spec.sections).map(([name, section]) => ({
      prefix: `${name}:`,
      where: `params.sections.${name}.read_back.url`,
      readBack: section.read_back,
      asked: asked.sections.get(name) ?? new Map<string, unknown>(),
    })),
  ];
  const notes: string[] = [];
  let inForce: Record<string, unknown> | null = null;
  for (const part of parts) {
    const read = await checkPart(part, live, context, notes);
    if (read) inForce = { ...(inForce ?? {}), ...read };
  }
  return { inForce, notes };
}

interface Part {
  prefix: string;
  where: string;
  readBack: ParamsSpec['read_back'];
  asked: Map<string, unknown>;
}

async function checkPart(
  part: Part,
  live: LiveTarget,
  context: CellContext,
  notes: string[],
): Promise<Record<string, unknown> | null> {
  const { prefix, readBack, asked } = part;
  if (!readBack) return null;
  const url = fillTemplate(readBack.url, live.values, part.where);
  let inForce: Map<string, unknown>;
  try {
    inForce = await readParamsInForce({ ...readBack, url }, context.signal);
  } catch (error) {
    // Whether an override took effect must be known; without overrides only the record is poorer.
    if (overriddenNames(context).size > 0 || !isBenchError(error)) throw error;
    notes.push(messageOf(error));
    return null;
  }
  const own = overriddenNames(context);
  const isOverride = ([name]: [string, unknown]): boolean => own.has(prefix + name);
  const unknown = unknownParams(new Map([...asked].filter(isOverride)), inForce);
  if (unknown.length > 0) throw unknownError(unknown, context);
  const unused = [...asked.keys()].filter((name) => !inForce.has(name));
  if (unused.length > 0)
    notes.push(`the target has no parameter ${unused.join(', ')}, which the profile sets`);
  const problems = paramsNotInForce(asked, inForce);
  if (problems.length > 0) {
    throw notMeasured('MEDKIT_PARAMS', `parameters did not take effect: ${problems.join('; ')}`);
  }
  return Object.fromEntries([...inForce].map(([name, value]) => [prefix + name, value]));
}

/** What the cell itself asks for, beyond what its profile sets for every instance. */
function overriddenNames({ plan, profile }: CellContext): Set<string> {
  const asked = deepMerge(plan.params, refreshOverride(profile.params, plan.refreshMs));
  return new Set(flattenKeys(asked).keys());
}

// A setting of a sweep may be one that only other versions of the target have: the other settings go on.
function unknownError(unknown: readonly string[], { profile, plan }: CellContext): Error {
  const names = unknown.join(', ');
  if (profile.lane === 'sweep' && plan.group !== null && plan.group !== 'default') {
    return notMeasured('MEDKIT_PARAMS', `this version of the target has no parameter ${names}`);
  }
  return badInput(
    `the target has no parameter ${names}`,
    'mend the name in --set, or in params and sweep of the profile',
  );
}
