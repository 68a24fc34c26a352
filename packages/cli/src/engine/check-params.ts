import { badInput, isBenchError, messageOf, notMeasured } from '../errors.js';
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
    if (overrides(context) || !isBenchError(error)) throw error;
    notes.push(messageOf(error));
    return null;
  }
  const unknown = unknownParams(asked, inForce);
  if (unknown.length > 0) throw unknownError(unknown, context);
  const problems = paramsNotInForce(asked, inForce);
  if (problems.length > 0) {
    throw notMeasured('MEDKIT_PARAMS', `parameters did not take effect: ${problems.join('; ')}`);
  }
  return Object.fromEntries([...inForce].map(([name, value]) => [prefix + name, value]));
}

function overrides({ plan }: CellContext): boolean {
  return plan.refreshMs !== null || Object.keys(plan.params).length > 0;
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
