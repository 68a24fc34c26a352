import type { Answer } from './answers.js';
import type { App, Entity } from './entities.js';
import { TYPES } from './entities.js';
import { errorAnswer } from './error-answers.js';
import type { Gateway } from './gateway.js';
import { fullName, withCommonParams } from './graph-node.js';
import { FAULT_MANAGER_NODE, GATEWAY_NODE } from './own-nodes.js';
import { declaredParams } from './params.js';

interface Held {
  id: string;
  app: App;
  name: string;
  type: string;
  value: unknown;
}

/** Parameters of an entity's nodes; those of several nodes carry the node's app in their id. */
export function listConfigurations(gateway: Gateway, entity: Entity): Answer {
  const held = heldBy(gateway, entity);
  return {
    status: 200,
    body: {
      items: held.map(({ id, name }) => ({ id, name, type: 'parameter' })),
      'x-medkit': {
        aggregation_level: TYPES[entity.collection],
        entity_id: entity.id,
        is_aggregated: entity.collection !== 'apps',
        parameters: held.map(({ app, name, type, value }) => ({
          name,
          type,
          value,
          'x-medkit': { node: fullName(app.node), source: app.id },
        })),
        queried_nodes: entity.apps.map(({ node }) => fullName(node)),
        source: 'runtime',
        source_ids: entity.apps.map(({ id }) => id),
      },
    },
  };
}

/** One parameter, or the answer that there is none. */
export function configurationDetail(gateway: Gateway, entity: Entity, id: string): Answer {
  const found = heldBy(gateway, entity).find((each) => each.id === id);
  if (!found)
    return errorAnswer(404, 'resource-not-found', 'Parameter not found', {
      entity_id: entity.id,
      id,
    });
  const { app, name, type, value } = found;
  return {
    status: 200,
    body: {
      data: value,
      id,
      'x-medkit': {
        entity_id: entity.id,
        parameter: { description: '', name, read_only: false, type, value },
        ros2: { node: fullName(app.node) },
        source: 'runtime',
      },
    },
  };
}

function heldBy(gateway: Gateway, entity: Entity): Held[] {
  return entity.apps.flatMap((app) =>
    paramsOf(gateway, app).map((param) => ({
      ...param,
      app,
      id: entity.collection === 'apps' ? param.name : `${app.id}:${param.name}`,
    })),
  );
}

function paramsOf(gateway: Gateway, { node }: App): { name: string; type: string; value: unknown }[] {
  if (node === GATEWAY_NODE) return withCommonParams(declaredParams(gateway.params));
  if (node === FAULT_MANAGER_NODE) return withCommonParams(declaredParams(gateway.params, 'fault_manager'));
  return withCommonParams(node.params);
}
