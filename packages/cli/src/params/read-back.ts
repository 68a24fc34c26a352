import { notMeasured } from '../errors.js';
import { atPath } from '../json-path.js';
import { nearestName } from '../nearest-name.js';
import { httpGet } from '../net/http-get.js';

/** Where the parameters in force can be read. */
export interface ReadBackSpec {
  url: string;
  list: string;
  name: string;
  value: string;
}

/** Name to value of the parameters the running target says are in force. */
export async function readParamsInForce(
  spec: ReadBackSpec,
  signal: AbortSignal,
): Promise<Map<string, unknown>> {
  const answer = await httpGet(spec.url, { timeoutS: 10, signal });
  if (answer.status !== 200) {
    throw notMeasured(
      'MEDKIT_READ_BACK',
      `the parameters in force could not be read: ${spec.url} answered ${answer.status}`,
    );
  }
  const list = atPath(JSON.parse(answer.body), spec.list);
  if (!Array.isArray(list)) {
    throw notMeasured(
      'MEDKIT_READ_BACK',
      `the parameters in force could not be read: no list at '${spec.list}' of ${spec.url}`,
    );
  }
  return new Map(list.map((item) => [String(atPath(item, spec.name)), atPath(item, spec.value)]));
}

/** Asked parameters that the target does not have, each with the names near it; empty when it has them all. */
export function unknownParams(asked: Map<string, unknown>, inForce: Map<string, unknown>): string[] {
  return [...asked.keys()]
    .filter((name) => !inForce.has(name))
    .map((name) => {
      const near = nearestName(name, [...inForce.keys()]);
      return near ? `${name} (did you mean '${near}'?)` : name;
    });
}

/** One line for each asked parameter that the target has but not in force as asked. */
export function paramsNotInForce(asked: Map<string, unknown>, inForce: Map<string, unknown>): string[] {
  const problems: string[] = [];
  for (const [name, value] of asked) {
    if (!inForce.has(name) || sameValue(value, inForce.get(name))) continue;
    const held = inForce.get(name);
    const types = typeof value === typeof held ? '' : ` (it is a ${typeof held}, not a ${typeof value})`;
    problems.push(`${name}: asked ${show(value)}, in force is ${show(held)}${types}`);
  }
  return problems;
}

function sameValue(a: unknown, b: unknown): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a));
  return JSON.stringify(a) === JSON.stringify(b);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}
