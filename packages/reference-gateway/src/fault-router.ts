import type { Answer } from './answers.js';
import { clearFaults, faultDetail, listFaults, listRecordings, reportFault } from './fault-answers.js';
import type { FaultManager } from './fault-manager.js';
import type { FaultScope } from './fault-answers.js';

/** A request below the base path. */
export interface FaultRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  body: string;
}

const REPORT = '/apps/fault_manager/operations/report_fault/executions';
const OF_ENTITY =
  /^\/(?:areas|components|apps|functions)\/([^/]+)\/(faults|bulk-data)(?:\/([A-Za-z0-9_.-]+))?$/;

/** Whether the fault manager has to be asked. */
export function concernsFaults({ method, path }: Pick<FaultRequest, 'method' | 'path'>): boolean {
  if (method === 'POST') return path === REPORT;
  return path === '/faults' || OF_ENTITY.test(path);
}

/**
 * Answers what concerns faults.
 *
 * @param scopeOf nodes of an entity, or null when there is none
 * @returns null for what is not about faults after all
 */
export function answerFaults(
  manager: FaultManager,
  request: FaultRequest,
  scopeOf: (path: string) => FaultScope | null,
): Answer | null {
  const { method, path, query, body } = request;
  if (method === 'POST') return reportFault(manager, body);
  if (method !== 'GET' && method !== 'DELETE') return null;
  if (path === '/faults')
    return method === 'GET'
      ? listFaults(manager, null, query.get('status'))
      : clearFaults(manager, null, null);
  const [, entityId, resource, item] = OF_ENTITY.exec(path) ?? [];
  if (entityId === undefined) return null;
  const scope = scopeOf(path);
  if (!scope) return entityNotFound(entityId);
  if (resource === 'bulk-data') {
    if (method !== 'GET') return null;
    if (item === undefined) return { status: 200, body: { items: ['rosbags'] } };
    return item === 'rosbags' ? listRecordings(manager, scope) : null;
  }
  if (method === 'DELETE') return clearFaults(manager, scope, item ?? null);
  return item === undefined
    ? listFaults(manager, scope, query.get('status'))
    : faultDetail(manager, scope, item);
}

function entityNotFound(id: string): Answer {
  return {
    status: 404,
    body: { error_code: 'entity-not-found', message: 'Entity not found', parameters: { entity_id: id } },
  };
}
