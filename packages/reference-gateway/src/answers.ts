import { configurationDetail, listConfigurations } from './configuration-answers.js';
import { listData } from './data-answers.js';
import type { Entity } from './entities.js';
import { entitiesOf, findEntity, isCollection, listItem } from './entities.js';
import { entityDetail, relationAnswer, smallResource } from './entity-detail.js';
import { isAnswer, notFound, notImplemented } from './error-answers.js';
import type { Gateway } from './gateway.js';
import { listExecutions, listOperations, operationDetail } from './operation-answers.js';
import { rootDocument, versionInfo } from './server-answers.js';

/** An answer: status and JSON body. */
export interface Answer {
  status: number;
  /** Null: no content. */
  body: unknown;
  headers?: Record<string, string>;
}

/** Parts of a path below the base path, decoded; null where that is not possible. */
export function partsOf(path: string): string[] | null {
  try {
    // A slash that is part of a name may come as %2F: only what stood between slashes is taken apart.
    return path
      .replace(/\/$/, '')
      .split('/')
      .slice(1)
      .map((part) => decodeURIComponent(part));
  } catch {
    return null;
  }
}

/** The entity that a path names, with what of the path follows; or the answer that says why not. */
export function entityAt(gateway: Gateway, path: string): { entity: Entity; rest: string[] } | Answer {
  const [collection, id, ...rest] = partsOf(path) ?? [];
  if (collection === undefined || !isCollection(collection) || id === undefined || id === '')
    return notFound();
  const entity = findEntity(gateway, collection, id);
  return isAnswer(entity) ? entity : { entity, rest };
}

/** Answers a GET below the base path that depends on nothing but the graph and the parameters. */
export function answerGet(gateway: Gateway, path: string): Answer {
  const parts = partsOf(path);
  if (parts === null) return notFound();
  const [first = ''] = parts;
  if (parts.length <= 1) {
    if (first === '') return ok(rootDocument(gateway));
    if (first === 'version-info') return ok(versionInfo());
    if (first === 'updates') return notImplemented('updates', 'Software updates are not enabled');
    return isCollection(first) ? listEntities(gateway, first) : notFound();
  }
  const found = entityAt(gateway, path);
  if (isAnswer(found)) return found;
  const { entity, rest } = found;
  const [resource, ...inner] = rest;
  return resource === undefined
    ? entityDetail(gateway, entity)
    : resourceOf(gateway, entity, resource, inner);
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function listEntities(gateway: Gateway, collection: Entity['collection']): Answer {
  const items = entitiesOf(gateway, collection).map((entity) => listItem(gateway, entity));
  return ok({ items, 'x-medkit': { total_count: items.length } });
}

function resourceOf(gateway: Gateway, entity: Entity, resource: string, inner: string[]): Answer {
  const [id, ...further] = inner;
  switch (resource) {
    case 'configurations':
      return id === undefined
        ? listConfigurations(gateway, entity)
        : configurationDetail(gateway, entity, inner.join('/'));
    case 'operations':
      if (id === undefined) return listOperations(entity);
      if (further.length === 0) return operationDetail(entity, id);
      return further.length === 1 && further[0] === 'executions' ? listExecutions(entity, id) : notFound();
  }
  if (id !== undefined) return notFound();
  switch (resource) {
    case 'data':
      return listData(gateway, entity);
    case 'data-groups':
      return notImplemented(resource, 'Data groups are not implemented for ROS 2');
    case 'data-categories':
      return notImplemented(resource, 'Data categories are not implemented for ROS 2');
    case 'scripts':
      return entity.collection === 'apps' || entity.collection === 'components'
        ? notImplemented(resource, 'Script execution has no backend')
        : notFound();
    case 'triggers':
      if (gateway.params.get('triggers.enabled') !== true)
        return notImplemented(resource, 'Triggers are not enabled');
  }
  return smallResource(gateway, entity, resource) ?? relationAnswer(gateway, entity, resource) ?? notFound();
}
