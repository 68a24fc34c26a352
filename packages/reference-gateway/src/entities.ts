import type { Answer } from './answers.js';
import { entityNotFound, errorAnswer } from './error-answers.js';
import type { Gateway } from './gateway.js';
import type { GraphNode } from './graph-node.js';
import { fullName } from './graph-node.js';

export const API = '/api/v1';

/** Collections with the type of their members. */
export const TYPES = {
  areas: 'area',
  components: 'component',
  apps: 'app',
  functions: 'function',
} as const;

export type Collection = keyof typeof TYPES;

/** An app: a node under the id it goes by. */
export interface App {
  id: string;
  node: GraphNode;
}

/** An entity with the apps that belong to it; an app has itself. */
export interface Entity {
  collection: Collection;
  id: string;
  name: string;
  apps: App[];
}

export function isCollection(text: string): text is Collection {
  return Object.hasOwn(TYPES, text);
}

/** Every node that shows as an app, the gateway's own first. */
export function appsOf(gateway: Gateway): App[] {
  return gateway.appNodes().map((node) => ({ id: appId(gateway, node), node }));
}

/** The app of a node's full name, or null. */
export function appOfSource(gateway: Gateway, source: string): App | null {
  const node = gateway.appNodes().find((candidate) => fullName(candidate) === source);
  return node ? { id: appId(gateway, node), node } : null;
}

// The bare name; where several namespaces have it, only the root keeps it.
function appId(gateway: Gateway, node: GraphNode): string {
  if (node.namespace === '/' || !gateway.sharedNames.has(node.name)) return node.name;
  return `${node.namespace.slice(1).replaceAll('/', '_')}_${node.name}`;
}

/** Ids and members of a collection, as the discovery settings have it. */
export function entitiesOf(gateway: Gateway, collection: Collection): Entity[] {
  switch (collection) {
    case 'areas':
      // Only a manifest has them.
      return [];
    case 'components':
      return gateway.hasComponent
        ? [{ collection, id: gateway.host.id, name: gateway.host.name, apps: appsOf(gateway) }]
        : [];
    case 'functions':
      return functionsOf(gateway);
    case 'apps':
      return appsOf(gateway).map((app) => ({ collection, id: app.id, name: app.id, apps: [app] }));
  }
}

// One for each first segment of a namespace. An internal node of the gateway makes sure of the root.
function functionsOf(gateway: Gateway): Entity[] {
  if (!gateway.hasFunctions) return [];
  const members = new Map<string, App[]>([['root', []]]);
  for (const app of appsOf(gateway)) {
    const segment = app.node.namespace.split('/')[1] || 'root';
    members.set(segment, [...(members.get(segment) ?? []), app]);
  }
  return [...members.keys()]
    .toSorted()
    .map((id) => ({ collection: 'functions', id, name: id, apps: members.get(id) ?? [] }));
}

/** The entity, or the answer that says why there is none. */
export function findEntity(gateway: Gateway, collection: Collection, id: string): Entity | Answer {
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(id))
    return errorAnswer(400, 'invalid-parameter', 'Invalid entity ID', { entity_id: id });
  const found = entitiesOf(gateway, collection).find((entity) => entity.id === id);
  if (found) return found;
  for (const other of Object.keys(TYPES) as Collection[]) {
    if (other === collection || !entitiesOf(gateway, other).some((entity) => entity.id === id)) continue;
    return errorAnswer(400, 'invalid-parameter', `Expected ${TYPES[collection]}, got ${TYPES[other]}`, {
      actual_type: TYPES[other],
      entity_id: id,
      expected_type: TYPES[collection],
    });
  }
  return entityNotFound(id);
}

/** An entity as a list shows it. */
export function listItem(gateway: Gateway, entity: Entity): Record<string, unknown> {
  const { collection, id, name, apps } = entity;
  const [app] = apps;
  return {
    ...(collection === 'components' ? { description: gateway.host.description } : {}),
    href: `${API}/${collection}/${id}`,
    id,
    name,
    type: TYPES[collection],
    'x-medkit': collection === 'apps' && app ? appExtension(gateway, app.node) : { source: 'runtime' },
  };
}

/** What an app says of itself beyond the standard. */
export function appExtension(gateway: Gateway, node: GraphNode): Record<string, unknown> {
  return {
    ...(gateway.hasComponent ? { component_id: gateway.host.id } : {}),
    is_online: true,
    ros2: { node: fullName(node) },
    source: 'heuristic',
  };
}
