import type { Answer } from './answers.js';
import type { FaultManager } from './fault-manager.js';
import type { Fault } from './fault-store.js';
import { parseReport } from './fault-store.js';

/** Whose faults are asked for: the nodes whose reports count, or null for all. */
export interface FaultScope {
  entityId: string;
  nodes: readonly string[];
}

const NOT_FOUND: Answer = {
  status: 404,
  body: { error_code: 'resource-not-found', message: 'Resource not found', parameters: { status: 404 } },
};

/** Reports a fault: the five fields stand under `parameters`. */
export function reportFault(manager: FaultManager, text: string): Answer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch (error) {
    return refused('invalid-request', `Malformed JSON: ${(error as Error).message}`);
  }
  const { parameters } = (body ?? {}) as { parameters?: unknown };
  const report = parseReport(parameters);
  if (report) manager.store.report(report);
  return { status: 200, body: { parameters: { accepted: report !== null } } };
}

/** The list of faults, of one entity or of all. */
export function listFaults(manager: FaultManager, scope: FaultScope | null, status: string | null): Answer {
  const listed = manager.store.list(status);
  if (!listed) return refused('invalid-parameter', 'Invalid status parameter value');
  const items = listed.filter((fault) => inScope(fault, scope));
  const own = scope ? { entity_id: scope.entityId, source_id: scope.nodes[0] ?? '' } : {};
  return {
    status: 200,
    body: { items, 'x-medkit': { cluster_count: 0, count: items.length, muted_count: 0, ...own } },
  };
}

/** One fault in full. */
export function faultDetail(manager: FaultManager, scope: FaultScope, code: string): Answer {
  const fault = manager.store.get(code);
  if (!fault || !inScope(fault, scope)) return NOT_FOUND;
  const iso = (s: number): string => new Date(s * 1000).toISOString();
  const active = fault.status === 'CONFIRMED';
  const pending = fault.status === 'PREFAILED' || fault.status === 'PREPASSED';
  return {
    status: 200,
    body: {
      environment_data: {
        extended_data_records: {
          first_occurrence: iso(fault.first_occurred),
          last_occurrence: iso(fault.last_occurred),
        },
        snapshots: [],
      },
      item: {
        code,
        fault_name: fault.description,
        severity: fault.severity,
        status: {
          aggregatedStatus: active ? 'active' : pending ? 'passive' : 'cleared',
          confirmedDTC: active ? '1' : '0',
          pendingDTC: pending ? '1' : '0',
          testFailed: active || fault.status === 'PREFAILED' ? '1' : '0',
        },
      },
      'x-medkit': {
        occurrence_count: fault.occurrence_count,
        reporting_sources: fault.reporting_sources,
        severity_label: fault.severity_label,
        status_raw: fault.status,
      },
    },
  };
}

/** Clears one fault, or with no code all of the scope. */
export function clearFaults(manager: FaultManager, scope: FaultScope | null, code: string | null): Answer {
  if (code !== null) {
    const fault = manager.store.get(code);
    if (!fault || !inScope(fault, scope) || !manager.store.clear(code)) return NOT_FOUND;
    return { status: 204, body: null };
  }
  for (const fault of manager.store.list(null) ?? [])
    if (inScope(fault, scope)) manager.store.clear(fault.fault_code);
  return { status: 204, body: null, ...(scope ? {} : { headers: { 'x-medkit-local-only': 'true' } }) };
}

/** The finished recordings of an entity's faults. */
export function listRecordings(manager: FaultManager, scope: FaultScope): Answer {
  const items = manager.recorder.recordings
    .filter(({ faultCode }) => {
      const fault = manager.store.get(faultCode);
      return fault !== null && inScope(fault, scope);
    })
    .map(({ id, faultCode, startedMs, durationS }) => ({
      creation_date: new Date(startedMs).toISOString(),
      id,
      mimetype: 'application/x-mcap',
      name: id,
      size: 0,
      'x-medkit': { duration_sec: durationS, fault_codes: [faultCode], format: 'mcap' },
    }));
  return { status: 200, body: { items } };
}

// Visible only where every source that reported it belongs to the entity.
function inScope(fault: Fault, scope: FaultScope | null): boolean {
  return scope === null || fault.reporting_sources.every((source) => scope.nodes.includes(source));
}

function refused(errorCode: string, message: string): Answer {
  return { status: 400, body: { error_code: errorCode, message } };
}
