import { setTimeout as delay } from 'node:timers/promises';
import { messageOf, notMeasured } from '../errors.js';
import { atPath } from '../json-path.js';
import { nearestName } from '../nearest-name.js';
import { httpGet } from '../net/http-get.js';

/** Where the parameters in force can be read. */
export interface ReadBackSpec {
  /** `{found}` stands for what `find` finds. */
  url: string;
  find?: FindSpec | undefined;
  list: string;
  name: string;
  value: string;
  /** Where one parameter's value stands in an answer of its own; used where the list holds no values. */
  each?: { value: string } | undefined;
  /** How long a target that cannot answer yet is asked again; default: not at all. */
  retry_s?: number;
}

/** The first item of a list with a text at one of the paths `where` that matches. */
export interface FindSpec {
  url: string;
  list: string;
  where: readonly string[];
  matches: string;
  take: string;
}

const RETRY_MS = 250;

/**
 * Name to value of the parameters the running target says are in force. A target may know of itself
 * only some time after it answers, so it is asked again until it does.
 * @param names those that must be known; a target without a list of values is asked for each
 * @throws BenchError `MEDKIT_READ_BACK` with the last answer
 */
export async function readParamsInForce(
  spec: ReadBackSpec,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, unknown>> {
  const deadline = performance.now() + (spec.retry_s ?? 0) * 1000;
  for (;;) {
    const answer = await askOnce(spec, names, signal);
    if (typeof answer !== 'string') return answer;
    if (performance.now() + RETRY_MS > deadline) {
      throw notMeasured('MEDKIT_READ_BACK', `the parameters in force could not be read: ${answer}`);
    }
    await delay(RETRY_MS, undefined, { signal });
  }
}

type Read = Map<string, unknown> | string;

/** The parameters, or why there are none. */
async function askOnce(spec: ReadBackSpec, names: readonly string[], signal: AbortSignal): Promise<Read> {
  let { url } = spec;
  if (spec.find) {
    const found = await findOne(spec.find, signal);
    if (found.problem !== null) return found.problem;
    url = url.replaceAll('{found}', () => found.text);
  }
  const answer = await get(url, signal);
  if (answer.status !== 200) return refusal(url, answer);
  const list = listIn(answer.body, spec.list);
  const read = new Map(
    (list ?? []).flatMap((item): [string, unknown][] => {
      const [name, value] = [atPath(item, spec.name), atPath(item, spec.value)];
      return typeof name === 'string' && value !== undefined ? [[name, value]] : [];
    }),
  );
  if (read.size > 0) return read;
  if (spec.each && names.length > 0) return askEach(url, spec.each.value, names, signal);
  if (list === null) return `no list at '${spec.list}' of ${url}`;
  return list.length === 0
    ? `the list at '${spec.list}' of ${url} is empty`
    : `no item of the list at '${spec.list}' of ${url} holds '${spec.name}' and '${spec.value}'`;
}

async function findOne(
  spec: FindSpec,
  signal: AbortSignal,
): Promise<{ text: string; problem: null } | { problem: string }> {
  const answer = await get(spec.url, signal);
  if (answer.status !== 200) return { problem: refusal(spec.url, answer) };
  const items = listIn(answer.body, spec.list) ?? [];
  const expression = new RegExp(spec.matches);
  for (const at of spec.where) {
    const item = items.find((each) => expression.test(String(atPath(each, at) ?? '')));
    const text = atPath(item, spec.take);
    if (typeof text === 'string') return { text, problem: null };
  }
  return {
    problem: `none of the ${items.length} items of ${spec.url} matches '${spec.matches}' at ${spec.where.join(' or ')}`,
  };
}

/** A parameter that is answered with 404 is not there; any other refusal leaves all of them unknown. */
async function askEach(
  url: string,
  value: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Read> {
  const read = new Map<string, unknown>();
  for (const name of names) {
    const one = `${url}/${encodeURIComponent(name)}`;
    const answer = await get(one, signal);
    const held = answer.status === 200 ? valueIn(answer.body, value) : undefined;
    if (held !== undefined) read.set(name, held);
    else if (answer.status === 200) return `no value at '${value}' of ${one}`;
    else if (answer.status !== 404) return refusal(one, answer);
  }
  return read;
}

interface Answered {
  status: number;
  body: string;
}

function get(url: string, signal: AbortSignal): Promise<Answered> {
  return httpGet(url, { timeoutS: 10, signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return { status: 0, body: messageOf(error) };
  });
}

function refusal(url: string, { status, body }: Answered): string {
  const text = body.replace(/\s+/g, ' ').slice(0, 200);
  return status === 0 ? `${url}: ${text}` : `${url} answered ${status}: ${text}`;
}

function valueIn(body: string, path: string): unknown {
  try {
    return atPath(JSON.parse(body), path);
  } catch {
    return undefined;
  }
}

function listIn(body: string, path: string): unknown[] | null {
  const list = valueIn(body, path);
  return Array.isArray(list) ? (list as unknown[]) : null;
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
