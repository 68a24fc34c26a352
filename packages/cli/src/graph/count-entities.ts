import { notMeasured } from '../errors.js';
import { atPath } from '../json-path.js';
import { httpGet } from '../net/http-get.js';
import type { EntityCounter } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';

/** What counting needs of the place where the target lives. */
export interface CommandRunner {
  exec(
    argv: readonly string[],
    options?: { timeoutS?: number; input?: string },
  ): Promise<{
    code: number | null;
    stdout: string;
    stderr: string;
  }>;
}

/**
 * How many entities the running target itself says it has, or null when it does not answer.
 * @param asked how many were asked for; only counters that must try each one use it
 */
export async function countEntities(
  counter: EntityCounter,
  asked: number,
  values: TemplateValues,
  runner: CommandRunner,
  signal: AbortSignal,
): Promise<number | null> {
  switch (counter.kind) {
    case 'http-json':
      return countInJson(fillTemplate(counter.url, values, 'entities.count.url'), counter.path, signal);
    case 'http-each':
      return countAnswering(counter, asked, values, signal);
    case 'command':
      return countByCommand(counter, values, runner);
  }
}

async function countInJson(url: string, path: string, signal: AbortSignal): Promise<number | null> {
  const answer = await httpGet(url, { signal }).catch(() => null);
  signal.throwIfAborted();
  if (answer?.status !== 200) return null;
  return countAt(answer.body, path);
}

/**
 * The length of the list, or the number, at a path of a JSON text; null when there is neither.
 * `items[].codes` counts the different values of all the items' lists, an item without one as one.
 */
export function countAt(json: string, path: string): number | null {
  const [list = '', within] = path.split('[].');
  let value: unknown;
  try {
    value = atPath(JSON.parse(json), list);
  } catch {
    return null;
  }
  if (within !== undefined) return Array.isArray(value) ? countWithin(value, within) : null;
  if (Array.isArray(value)) return value.length;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null;
}

function countWithin(items: readonly unknown[], path: string): number {
  const values = new Set<unknown>();
  let without = 0;
  for (const item of items) {
    const inner = atPath(item, path);
    if (Array.isArray(inner)) for (const value of inner) values.add(value);
    else without += 1;
  }
  return values.size + without;
}

type EachCounter = Extract<EntityCounter, { kind: 'http-each' }>;

// Asks every entity for itself; one that answers somebody else's text does not count.
async function countAnswering(
  counter: EachCounter,
  asked: number,
  values: TemplateValues,
  signal: AbortSignal,
): Promise<number | null> {
  let next = 0;
  let answering = 0;
  let reached = 0;
  const worker = async (): Promise<void> => {
    while (next < asked) {
      const here = { ...values, i: next };
      next += 1;
      const headers = Object.fromEntries(
        Object.entries(counter.headers).map(([name, text]) => [
          name,
          fillTemplate(text, here, 'entities.count.headers'),
        ]),
      );
      const url = fillTemplate(counter.url, here, 'entities.count.url');
      const answer = await httpGet(url, { headers, signal }).catch(() => null);
      if (answer === null) continue;
      reached += 1;
      if (
        answer.status === 200 &&
        answer.body.trim() === fillTemplate(counter.expect, here, 'entities.count.expect')
      ) {
        answering += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(counter.concurrency, Math.max(1, asked)) }, worker));
  signal.throwIfAborted();
  return reached === 0 && asked > 0 ? null : answering;
}

type CommandCounter = Extract<EntityCounter, { kind: 'command' }>;

async function countByCommand(
  counter: CommandCounter,
  values: TemplateValues,
  runner: CommandRunner,
): Promise<number | null> {
  const argv = counter.command.map((part, i) => fillTemplate(part, values, `entities.count.command[${i}]`));
  const result = await runner.exec(argv, { timeoutS: 10 });
  if (result.code !== 0) return null;
  const found = new RegExp(counter.match).exec(result.stdout)?.[1];
  if (found === undefined) {
    throw notMeasured(
      'MEDKIT_COUNT',
      `${argv[0]} answered, but '${counter.match}' found no number in: ${result.stdout.slice(0, 200)}`,
    );
  }
  return Number(found);
}
