import { badInput, isBenchError, messageOf, notMeasured } from '../errors.js';
import { deepMerge, flattenKeys } from '../json-path.js';
import { refreshOverride } from '../params/params-file.js';
import type { ReadBackSpec } from '../params/read-back.js';
import { paramsNotInForce, readParamsInForce, unknownParams } from '../params/read-back.js';
import type { ParamsSpec } from '../profile/schema.js';
import { fillTemplate } from '../profile/template.js';
import type { LiveTarget } from './bring-up.js';
import type { CellContext } from './run-cell.js';

/** Parameters in force, as far as the target says; those of a further process carry its name. */
export interface ParamsCheck {
  inForce: Record<string, unknown> | null;
  /** What the cell asked for where the target could not say what is in force. */
  unconfirmed: string[];
  /** What could not be read. */
  notes: string[];
}

/**
 * Reads the parameters in force back from the target and compares them with what was asked. A target that
 * cannot say leaves them unconfirmed: what it did say is never guessed.
 * @throws BenchError for a parameter that does not exist or did not take effect
 */
export async function checkParams(live: LiveTarget, context: CellContext): Promise<ParamsCheck> {
  const spec = context.profile.params;
  const asked = live.askedParams;
  const check: ParamsCheck = { inForce: null, unconfirmed: [], notes: [] };
  if (!spec || !asked) return check;
  const parts: Part[] = [
    { prefix: '', where: 'params', readBack: spec.read_back, asked: asked.flat },
    ...Object.entries(spec.sections).map(([name, section]) => ({
      prefix: `${name}:`,
      where: `params.sections.${name}`,
      readBack: section.read_back,
      asked: asked.sections.get(name) ?? new Map<string, unknown>(),
    })),
  ];
  for (const part of parts) {
    const read = await checkPart(part, live, context, check);
    if (read) check.inForce = { ...(check.inForce ?? {}), ...read };
  }
  return check;
}

interface Part {
  prefix: string;
  where: string;
  readBack: ParamsSpec['read_back'];
  asked: Map<string, unknown>;
}

/** Once a target could not say, the next instance is not waited for as long. */
const RETRY_AGAIN_S = 5;
const silent = new WeakMap<CellContext['profile'], Set<string>>();

async function checkPart(
  part: Part,
  live: LiveTarget,
  context: CellContext,
  check: ParamsCheck,
): Promise<Record<string, unknown> | null> {
  const { prefix, readBack, asked } = part;
  if (!readBack) return null;
  const all = overriddenNames(context);
  const own = new Map([...asked].filter(([name]) => all.has(prefix + name)));
  const spec = filled(readBack, live.values, part.where);
  const quiet = silent.get(context.profile) ?? new Set();
  if (quiet.has(prefix)) spec.retry_s = Math.min(spec.retry_s ?? 0, RETRY_AGAIN_S);
  let inForce: Map<string, unknown>;
  try {
    inForce = await readParamsInForce(spec, [...asked.keys()], context.signal);
  } catch (error) {
    if (!isBenchError(error)) throw error;
    silent.set(context.profile, quiet.add(prefix));
    check.notes.push(messageOf(error));
    check.unconfirmed.push(...[...own.keys()].map((name) => prefix + name));
    return null;
  }
  const unknown = unknownParams(own, inForce);
  if (unknown.length > 0) throw unknownError(unknown, context);
  const unused = [...asked.keys()].filter((name) => !inForce.has(name));
  if (unused.length > 0)
    check.notes.push(`the target has no parameter ${unused.join(', ')}, which the profile sets`);
  const problems = paramsNotInForce(asked, inForce);
  if (problems.length > 0) {
    throw notMeasured('MEDKIT_PARAMS', `parameters did not take effect: ${problems.join('; ')}`);
  }
  return Object.fromEntries([...inForce].map(([name, value]) => [prefix + name, value]));
}

// `{found}` stays as it is: it is known only once the target was asked.
function filled(
  readBack: NonNullable<ParamsSpec['read_back']>,
  values: LiveTarget['values'],
  where: string,
): ReadBackSpec {
  const { find, ...rest } = readBack;
  return {
    ...rest,
    url: fillTemplate(
      rest.url,
      { ...values, ...(find ? { found: '{found}' } : {}) },
      `${where}.read_back.url`,
    ),
    ...(find
      ? { find: { ...find, url: fillTemplate(find.url, values, `${where}.read_back.find.url`) } }
      : {}),
  };
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
