import { DdsGraphError } from '../errors.js';
import type { GraphHost } from '../host/graph-host.js';
import { readNodes } from '../plan-file.js';
import { benchPlan } from '../ros/bench-plan.js';
import { snakeCase } from './snake-case.js';

/** What a running host can be told; the HTTP paths and the lines on standard input carry these names. */
export const COMMANDS = ['stats', 'add', 'remove', 'churn', 'stop'] as const;

export type CommandName = (typeof COMMANDS)[number];

export function isCommand(name: string): name is CommandName {
  return (COMMANDS as readonly string[]).includes(name);
}

function bad(message: string): DdsGraphError {
  return new DdsGraphError('MEDKIT_DDS_CONTROL', message);
}

function count(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 100_000) {
    throw bad(`count is ${JSON.stringify(value)}; it must be a whole number from 1 to 100000.`);
  }
  return value;
}

/**
 * Carries out one command and returns what to answer (snake_case). `stop` answers first; the caller ends the host.
 * Throws DdsGraphError on bad input, with nothing changed.
 */
export function runCommand(
  host: GraphHost,
  name: CommandName,
  body: Readonly<Record<string, unknown>>,
): unknown {
  switch (name) {
    case 'stats':
      return snakeCase({ ...host.stats(), churn: host.currentChurn?.report() ?? null });
    case 'add':
      return add(host, body);
    case 'remove':
      return remove(host, body);
    case 'churn':
      return churn(host, body);
    case 'stop':
      return { stopping: true };
  }
}

/** `{nodes: [...]}` or `{count: n}` more benchmark nodes. */
function add(host: GraphHost, body: Readonly<Record<string, unknown>>): unknown {
  const nodes =
    body['nodes'] === undefined
      ? benchPlan(count(body['count']), { from: freshFrom(host) }).nodes
      : readNodes(body['nodes']);
  host.add(nodes);
  return { added: nodes.length };
}

function freshFrom(host: GraphHost): number {
  return host
    .nodeNames()
    .reduce((next, name) => Math.max(next, Number(/^\/bench_node_(\d+)$/.exec(name)?.[1] ?? -1) + 1), 0);
}

/** `{names: [...]}` or `{count: n}`: the newest n. */
function remove(host: GraphHost, body: Readonly<Record<string, unknown>>): unknown {
  const names = body['names'];
  if (names === undefined) return { removed: host.remove(host.nodeNames().slice(-count(body['count']))) };
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw bad('names must be a list of full node names, as in /ns/name.');
  return { removed: host.remove(names) };
}

/** `{count, every_s}` starts, `{stop: true}` ends. */
function churn(host: GraphHost, body: Readonly<Record<string, unknown>>): unknown {
  if (body['stop'] === true) return snakeCase(host.currentChurn?.stop() ?? { cyclesDone: 0 });
  const everyS = body['every_s'];
  if (typeof everyS !== 'number' || !(everyS >= 0.01 && everyS <= 86_400))
    throw bad(`every_s is ${JSON.stringify(everyS)}; it must be seconds from 0.01 to 86400.`);
  return snakeCase(host.churn({ count: count(body['count']), everyS }).report());
}
