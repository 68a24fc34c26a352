import type { Answer } from './answers.js';
import { isAnswer } from './error-answers.js';
import type { FaultScope } from './fault-answers.js';
import { clearFaults, faultDetail, faultsUnavailable, listFaults, listRecordings } from './fault-answers.js';
import type { FaultManager } from './fault-manager.js';

/** A request below the base path. */
export interface FaultRequest {
  method: string;
  path: string;
  query: URLSearchParams;
}

const OF_ENTITY =
  /^\/(?:areas|components|apps|functions)\/([^/]+)\/(faults|bulk-data)(?:\/([A-Za-z0-9_.-]+))?\/?$/;

/** Whether the fault manager has to be asked. */
export function concernsFaults(path: string): boolean {
  return /^\/faults\/?$/.test(path) || OF_ENTITY.test(path);
}

/**
 * Answers what concerns faults; null for a method or a path that is no route after all.
 *
 * @param scopeOf nodes of the entity that a path names, or the answer that there is none
 */
export function answerFaults(
  manager: FaultManager,
  request: FaultRequest,
  scopeOf: (path: string) => FaultScope | Answer,
): Answer | null {
  const { method, path, query } = request;
  if (method !== 'GET' && method !== 'DELETE') return null;
  const [, entityId, resource, item] = OF_ENTITY.exec(path) ?? [];
  if (entityId === undefined) {
    if (!manager.up) return faultsUnavailable(null, null);
    return method === 'GET'
      ? listFaults(manager, null, query.get('status'))
      : clearFaults(manager, null, null);
  }
  const scope = scopeOf(path);
  if (isAnswer(scope)) return scope;
  if (resource === 'bulk-data') {
    if (method !== 'GET') return null;
    if (item === undefined) return { status: 200, body: { items: ['rosbags'] } };
    return item === 'rosbags' ? listRecordings(manager, scope) : null;
  }
  if (!manager.up) return faultsUnavailable(scope, item ?? null);
  if (method === 'DELETE') return clearFaults(manager, scope, item ?? null);
  return item === undefined
    ? listFaults(manager, scope, query.get('status'))
    : faultDetail(manager, scope, item);
}
