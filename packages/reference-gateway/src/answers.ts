import os from 'node:os';
import type { Gateway, GraphNode } from './gateway.js';

/** An answer: status and JSON body. */
export interface Answer {
  status: number;
  /** Null: no content. */
  body: unknown;
  headers?: Record<string, string>;
}

const OWN: GraphNode = {
  name: 'ros2_medkit_gateway',
  namespace: '/diagnostics',
  topics: [],
  services: [],
  params: [],
};
const FAULT_MANAGER: GraphNode = {
  name: 'fault_manager',
  namespace: '/',
  topics: [],
  services: [],
  params: [],
};
const API = '/api/v1';

/** Every node that shows as an app: the graph's, the gateway's own and, when it is up, the fault manager's. */
export function appNodes(gateway: Gateway): GraphNode[] {
  const own = gateway.params.get('reference.fault_manager') === 'up' ? [FAULT_MANAGER, OWN] : [OWN];
  return [...own, ...gateway.nodes];
}

/** A node's full name. */
export function fullName(node: GraphNode): string {
  return `${node.namespace === '/' ? '' : node.namespace}/${node.name}`;
}

/** The nodes below `/<collection>/<id>`, or null when there is no such entity. */
export function nodesOf(gateway: Gateway, path: string): { entityId: string; nodes: string[] } | null {
  const [, collection = '', id = ''] = path.split('/');
  if (!entities(gateway, collection)?.some((item) => item['id'] === id)) return null;
  const nodes = appNodes(gateway).filter((node) => collection !== 'apps' || node.name === id);
  return { entityId: id, nodes: nodes.map(fullName) };
}

/** Answers a GET below the base path. */
export function answerGet(gateway: Gateway, path: string): Answer {
  const parts = path.split('/').filter((part) => part !== '');
  const [collection, id, resource] = parts;
  if (parts.length === 0)
    return ok({
      api_base: API,
      name: 'ROS 2 Medkit Gateway',
      version: '0.6.0',
      endpoints: [],
      capabilities: {},
    });
  if (parts.length === 1 && collection === 'health') return ok(health(gateway));
  if (parts.length === 1 && collection === 'version-info') {
    return ok({
      items: [{ base_uri: API, vendor_info: { name: 'ros2_medkit', version: '0.6.0' }, version: '1.0.0' }],
    });
  }
  const list = collection === undefined ? null : entities(gateway, collection);
  if (!list || parts.length > 3) return notFound();
  if (id === undefined) return ok({ items: list, 'x-medkit': { total_count: list.length } });
  const entity = list.find((item) => item['id'] === id);
  if (!entity)
    return {
      status: 404,
      body: { error_code: 'entity-not-found', message: 'Entity not found', parameters: { entity_id: id } },
    };
  if (resource === undefined) return ok(entity);
  return resourceOf(gateway, id, resource);
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function notFound(): Answer {
  return {
    status: 404,
    body: { error_code: 'resource-not-found', message: 'Resource not found', parameters: { status: 404 } },
  };
}

function health(gateway: Gateway): unknown {
  return {
    discovery: { mode: 'runtime_only', strategy: 'runtime' },
    status: 'healthy',
    timestamp: Date.now() * 1e6,
    warning_schema_version: 2,
    warnings: [],
    'x-medkit-entity-cache': {
      apps: gateway.appCount,
      areas: 0,
      capacity: gateway.params.get('entity_cache.capacity'),
      components: 1,
      functions: 1,
      generation: gateway.generation,
      grew: false,
    },
  };
}

function hostId(): string {
  return (
    os
      .hostname()
      .toLowerCase()
      .replace(/[. ]/g, '_')
      .replace(/[^a-z0-9_-]/g, '') || 'unknown_host'
  );
}

function entities(gateway: Gateway, collection: string): Record<string, unknown>[] | null {
  const item = (id: string, type: string, extension: Record<string, unknown>): Record<string, unknown> => ({
    href: `${API}/${collection}/${id}`,
    id,
    name: id,
    type,
    'x-medkit': extension,
  });
  switch (collection) {
    case 'areas':
      return [];
    case 'components':
      return [item(hostId(), 'component', { source: 'runtime' })];
    case 'functions':
      return [item('root', 'function', { source: 'runtime' })];
    case 'apps':
      return appNodes(gateway).map((node) =>
        item(node.name, 'app', {
          component_id: hostId(),
          is_online: true,
          ros2: { node: fullName(node) },
          source: 'heuristic',
        }),
      );
    default:
      return null;
  }
}

function resourceOf(gateway: Gateway, id: string, resource: string): Answer {
  const node = appNodes(gateway).find((candidate) => candidate.name === id);
  if (!node) return notFound();
  if (resource === 'data') {
    const items = node.topics.map((topic) => ({
      category: 'currentData',
      id: topic.name,
      name: topic.name,
      'x-medkit': { ros2: { direction: topic.direction, topic: topic.name, type: topic.type } },
    }));
    return ok({ items, 'x-medkit': { entity_id: id, total_count: items.length } });
  }
  if (resource === 'configurations') {
    const parameters =
      node === OWN
        ? [...gateway.params].map(([name, value]) => ({ name, type: typeof value, value }))
        : node.params;
    return ok({
      items: parameters.map(({ name }) => ({ id: name, name, type: 'parameter' })),
      'x-medkit': { entity_id: id, parameters },
    });
  }
  return notFound();
}
