import type { Answer } from './answers.js';
import type { Entity } from './entities.js';
import { errorAnswer, isAnswer, parseBody } from './error-answers.js';
import type { GraphNode } from './graph-node.js';
import { serviceInfo } from './message-types.js';

type Service = GraphNode['services'][number];

/** The services of an entity's nodes as operations. */
export function listOperations(entity: Entity): Answer {
  return { status: 200, body: { items: servicesOf(entity).map((service) => item(entity, service)) } };
}

/** One operation, or the answer that there is none. */
export function operationDetail(entity: Entity, operation: string): Answer {
  const service = findService(entity, operation);
  return service
    ? { status: 200, body: { item: item(entity, service) } }
    : operationNotFound(entity, operation);
}

/** Executions of an operation; a service has answered before anybody can ask. */
export function listExecutions(entity: Entity, operation: string): Answer {
  const service = findService(entity, operation);
  return service ? { status: 200, body: { items: [] } } : operationNotFound(entity, operation);
}

/**
 * Calls a service; its answer stands under `parameters`.
 * @param call what the services with something behind them do, by type; null for the others
 */
export function execute(
  entity: Entity,
  operation: string,
  text: string,
  call: (type: string, request: unknown) => unknown,
): Answer {
  const service = findService(entity, operation);
  if (!service) return operationNotFound(entity, operation);
  const body = parseBody(text === '' ? '{}' : text);
  if (isAnswer(body)) return body;
  // `request` is the name from before there was a standard.
  const response = call(service.type, body['parameters'] ?? body['request'] ?? {});
  return { status: 200, body: { parameters: response ?? { message: '', success: true } } };
}

function servicesOf(entity: Entity): Service[] {
  return entity.apps.flatMap((app) => app.node.services);
}

function findService(entity: Entity, operation: string): Service | null {
  return servicesOf(entity).find((service) => nameOf(service) === operation) ?? null;
}

function nameOf(service: Service): string {
  return service.name.split('/').at(-1) ?? '';
}

function item(entity: Entity, service: Service): Record<string, unknown> {
  const name = nameOf(service);
  return {
    asynchronous_execution: false,
    id: name,
    name,
    proximity_proof_required: false,
    'x-medkit': {
      entity_id: entity.id,
      ros2: { kind: 'service', service: service.name, type: service.type },
      source: 'ros2_medkit_gateway',
      type_info: serviceInfo(service.type),
    },
  };
}

function operationNotFound(entity: Entity, operation: string): Answer {
  return errorAnswer(404, 'operation-not-found', 'Operation not found', {
    entity_id: entity.id,
    operation_id: operation,
  });
}
