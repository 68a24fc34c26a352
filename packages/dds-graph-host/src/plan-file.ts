import { DdsGraphError } from './errors.js';
import type {
  GraphNode,
  GraphParameter,
  GraphPlan,
  GraphService,
  GraphTopic,
  NodeShape,
} from './graph-plan.js';

/** A graph as it stands in a file: a plan, and the shape that its nodes were recorded with. */
export interface GraphFile extends GraphPlan {
  readonly format?: string;
  readonly shape?: NodeShape;
}

export const GRAPH_FORMAT = 'medkit-graph-1';

function bad(where: string, rule: string, given: unknown): DdsGraphError {
  const text = JSON.stringify(given) ?? 'nothing';
  return new DdsGraphError(
    'MEDKIT_DDS_BAD_PLAN',
    `graph plan: ${where} ${rule}; given: ${text.slice(0, 80)}.`,
  );
}

function record(where: string, value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(where, 'must be an object', value);
  return value as Record<string, unknown>;
}

function list<T>(where: string, value: unknown, read: (where: string, item: unknown) => T): T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw bad(where, 'must be a list', value);
  return value.map((item, i) => read(`${where}[${i}]`, item));
}

function text(where: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw bad(where, 'must be a non-empty string', value);
  return value;
}

function topic(where: string, value: unknown): GraphTopic {
  const { name, type, direction } = record(where, value);
  return {
    name: text(`${where}.name`, name),
    type: text(`${where}.type`, type),
    direction: text(`${where}.direction`, direction ?? 'publish'),
  };
}

function service(where: string, value: unknown): GraphService {
  const { name, type } = record(where, value);
  return { name: text(`${where}.name`, name), type: text(`${where}.type`, type) };
}

function parameter(where: string, value: unknown): GraphParameter {
  const { name, type, value: content } = record(where, value);
  return { name: text(`${where}.name`, name), type: text(`${where}.type`, type), value: content };
}

function node(where: string, value: unknown): GraphNode {
  const { name, namespace, topics, services, params } = record(where, value);
  return {
    name: text(`${where}.name`, name),
    namespace: text(`${where}.namespace`, namespace ?? '/'),
    topics: list(`${where}.topics`, topics, topic),
    services: list(`${where}.services`, services, service),
    params: list(`${where}.params`, params, parameter),
  };
}

/** Checks nodes that came from outside. Throws MEDKIT_DDS_BAD_PLAN and says where. */
export function readNodes(value: unknown): GraphNode[] {
  return list('nodes', value, node);
}

/** Checks a parsed graph file. Throws MEDKIT_DDS_BAD_PLAN and says where. */
export function readGraphFile(value: unknown): GraphFile {
  const { nodes, shape } = record('the file', value);
  if (nodes === undefined) throw bad('the file', 'must have a list "nodes"', value);
  if (shape !== undefined && shape !== 'full' && shape !== 'lite')
    throw bad('shape', 'must be full or lite', shape);
  return { nodes: readNodes(nodes), ...(shape === undefined ? {} : { shape }) };
}
