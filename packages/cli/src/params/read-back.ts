import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, notMeasured } from '../errors.js';
import { atPath } from '../json-path.js';
import { nearestName } from '../nearest-name.js';
import { httpGet } from '../net/http-get.js';

/** Where the parameters in force can be read. */
export interface ReadBackSpec {
  url: string;
  list: string;
  name: string;
  value: string;
  /** How long a target that cannot answer yet is asked again; default: not at all. */
  retry_s?: number;
}

const RETRY_MS = 250;

/**
 * Name to value of the parameters the running target says are in force. A target may know of itself
 * only some time after it answers, so it is asked again until it does.
 * @throws BenchError `MEDKIT_READ_BACK` with the last answer
 */
export async function readParamsInForce(
  spec: ReadBackSpec,
  signal: AbortSignal,
): Promise<Map<string, unknown>> {
  const deadline = performance.now() + (spec.retry_s ?? 0) * 1000;
  for (;;) {
    const answer = await askOnce(spec, signal);
    if (typeof answer !== 'string') return answer;
    if (performance.now() + RETRY_MS > deadline) {
      throw notMeasured('MEDKIT_READ_BACK', `the parameters in force could not be read: ${answer}`);
    }
    await delay(RETRY_MS, undefined, { signal });
  }
}

/** The parameters, or why there are none. */
async function askOnce(spec: ReadBackSpec, signal: AbortSignal): Promise<Map<string, unknown> | string> {
  const answer = await httpGet(spec.url, { timeoutS: 10, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return { status: 0, body: messageOf(error) };
  });
  if (answer.status !== 200)
    return `${spec.url} answered ${answer.status}: ${answer.body.replace(/\s+/g, ' ').slice(0, 200)}`;
  const list = listIn(answer.body, spec.list);
  if (list === null) return `no list at '${spec.list}' of ${spec.url}`;
  if (list.length === 0) return `the list at '${spec.list}' of ${spec.url} is empty`;
  return new Map(list.map((item) => [String(atPath(item, spec.name)), atPath(item, spec.value)]));
}

function listIn(body: string, path: string): unknown[] | null {
  try {
    const list = atPath(JSON.parse(body), path);
    return Array.isArray(list) ? (list as unknown[]) : null;
  } catch {
    return null;
  }
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
