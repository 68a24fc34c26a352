import type { Answer } from './answers.js';
import type { Collection, Entity } from './entities.js';
import { API, appExtension, entitiesOf, listItem } from './entities.js';
import { notFound } from './error-answers.js';
import type { Gateway } from './gateway.js';

/** What an entity offers, in the order it says so. */
const CAPABILITIES: Record<Collection, readonly string[]> = {
  areas: [],
  components: [
    'status',
    'data',
    'operations',
    'configurations',
    'faults',
    'logs',
    'subcomponents',
    'hosts',
    'bulk-data',
    'cyclic-subscriptions',
    'triggers',
    'locks',
  ],
  apps: [
    'status',
    'data',
    'operations',
    'configurations',
    'faults',
    'logs',
    'bulk-data',
    'cyclic-subscriptions',
    'triggers',
    'is-located-on',
    'belongs-to',
    'locks',
  ],
  functions: [
    'hosts',
    'data',
    'operations',
    'configurations',
    'faults',
    'logs',
    'bulk-data',
    'x-medkit-graph',
    'cyclic-subscriptions',
    'triggers',
  ],
};
const NEEDS_COMPONENT = ['is-located-on', 'belongs-to'];

/** One entity in full: an address for each resource, and links. */
export function entityDetail(gateway: Gateway, entity: Entity): Answer {
  const { collection, id, apps } = entity;
  const self = `${API}/${collection}/${id}`;
  const names = CAPABILITIES[collection].filter(
    (name) => gateway.hasComponent || !NEEDS_COMPONENT.includes(name),
  );
  const capabilities = names.map((name) => ({ href: `${self}/${name}`, name }));
  const addresses = capabilities.filter(({ name }) => name !== 'locks').map(({ href, name }) => [name, href]);
  const host = `${API}/components/${gateway.host.id}`;
  const relations =
    collection === 'apps' && gateway.hasComponent
      ? { 'belongs-to': `${self}/belongs-to`, 'is-located-on': host }
      : {};
  const { href: _, ...item } = listItem(gateway, entity);
  const [app] = apps;
  return {
    status: 200,
    body: {
      _links: { collection: `${API}/${collection}`, self, ...relations },
      capabilities,
      ...(Object.fromEntries(addresses) as Record<string, string>),
      ...relations,
      ...item,
      'x-medkit':
        collection === 'components'
          ? { capabilities, description: gateway.host.description, source: 'runtime', type: 'Component' }
          : collection === 'apps' && app
            ? appExtension(gateway, app.node)
            : { source: 'runtime' },
    },
  };
}

const RELATIONS: Record<Collection, readonly string[]> = {
  areas: ['components', 'subareas', 'contains'],
  components: ['subcomponents', 'hosts', 'depends-on'],
  apps: ['is-located-on', 'belongs-to', 'depends-on'],
  functions: ['hosts'],
};

/** Entities that an entity is related to, or null for what is no relation of its type. */
export function relationAnswer(gateway: Gateway, entity: Entity, relation: string): Answer | null {
  const { collection, id, apps } = entity;
  if (!RELATIONS[collection].includes(relation)) return null;
  const self = `${API}/${collection}/${id}`;
  let related: Entity[] = [];
  if (relation === 'hosts')
    related = apps.map((app) => ({ collection: 'apps', id: app.id, name: app.id, apps: [app] }));
  else if (relation === 'is-located-on') related = entitiesOf(gateway, 'components');
  const items = related.map((each) => relatedItem(gateway, each, collection));
  return {
    status: 200,
    body: {
      _links: { [collection.slice(0, -1)]: self, self: `${self}/${relation}` },
      items,
      'x-medkit': { total_count: items.length },
    },
  };
}

// Below a component an app need not say where it is.
function relatedItem(gateway: Gateway, entity: Entity, below: Collection): Record<string, unknown> {
  const item = listItem(gateway, entity);
  if (below !== 'components') return item;
  const { component_id: _, ...rest } = item['x-medkit'] as Record<string, unknown>;
  return { ...item, 'x-medkit': rest };
}

/** Resources that are there and empty, as on a gateway that nobody has asked for anything. */
const EMPTY = ['logs', 'cyclic-subscriptions', 'triggers', 'locks'];

/** Answers for the small resources, or null. */
export function smallResource(gateway: Gateway, entity: Entity, resource: string): Answer | null {
  const offered = CAPABILITIES[entity.collection].includes(resource);
  if (resource === 'status' && offered) return { status: 200, body: { status: 'ready' } };
  if (EMPTY.includes(resource)) return offered ? { status: 200, body: { items: [] } } : notFound();
  return null;
}
