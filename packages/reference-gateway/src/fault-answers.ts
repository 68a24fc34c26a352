import type { Answer } from './answers.js';
import { errorAnswer, notFound, unavailable } from './error-answers.js';
import type { FaultManager } from './fault-manager.js';
import type { Fault } from './fault-store.js';
import { parseReport } from './fault-store.js';

/** Whose faults are asked for: the nodes whose reports count. */
export interface FaultScope {
  /** `app`, `component` or `function`. */
  type: string;
  entityId: string;
  nodes: readonly string[];
}

/** The list of faults, of one entity or of all. */
export function listFaults(manager: FaultManager, scope: FaultScope | null, status: string | null): Answer {
  const listed = manager.store.list(status);
  if (!listed)
    return errorAnswer(400, 'invalid-parameter', 'Invalid status parameter value', {
      allowed_values: 'pending, confirmed, cleared, healed, all',
      parameter: 'status',
      value: status,
    });
  const items = listed.filter((fault) => inScope(fault, scope));
  return { status: 200, body: { items, 'x-medkit': listExtension(scope, items.length) } };
}

function listExtension(scope: FaultScope | null, count: number): Record<string, unknown> {
  if (scope === null) return { cluster_count: 0, count, muted_count: 0 };
  const { type, entityId, nodes } = scope;
  if (type === 'app')
    return { cluster_count: 0, count, entity_id: entityId, muted_count: 0, source_id: nodes[0] ?? '' };
  return {
    aggregated: true,
    aggregation_level: type,
    aggregation_sources: nodes.toSorted(),
    app_count: nodes.length,
    count,
    entity_id: entityId,
  };
}

/** What is said when the fault manager does not answer. */
export function faultsUnavailable(scope: FaultScope | null, code: string | null): Answer {
  const [what, service] = code === null ? ['faults', 'ListFaults'] : ['fault', 'GetFault'];
  return unavailable(`Failed to get ${what}`, {
    ...(scope ? { [`${scope.type}_id`]: scope.entityId } : {}),
    details: `${service} service not available`,
    ...(code === null ? {} : { fault_code: code }),
  });
}

/** Calls a service of the fault manager; null for one with nothing behind it. */
export function callFaultService(manager: FaultManager, type: string, request: unknown): unknown {
  const fields = (request ?? {}) as Record<string, unknown>;
  const code = String(fields['fault_code'] ?? '');
  switch (type) {
    case 'ros2_medkit_msgs/srv/ReportFault': {
      const report = parseReport(request);
      if (report) manager.store.report(report);
      return { accepted: report !== null };
    }
    case 'ros2_medkit_msgs/srv/ClearFault': {
      const success = manager.store.clear(code);
      const message = success ? `Fault cleared: ${code}` : `Fault not found: ${code}`;
      return { auto_cleared_codes: [], message, success };
    }
    case 'ros2_medkit_msgs/srv/ListFaults': {
      const faults = manager.store.list('all') ?? [];
      const wanted = Array.isArray(fields['statuses']) ? (fields['statuses'] as unknown[]) : [];
      const statuses = wanted.length > 0 ? wanted : ['CONFIRMED'];
      return { faults: faults.filter((fault) => statuses.includes(fault.status)) };
    }
    default:
      return null;
  }
}

/** One fault in full. */
export function faultDetail(manager: FaultManager, scope: FaultScope, code: string): Answer {
  const fault = manager.store.get(code);
  if (!fault || !inScope(fault, scope)) return faultNotFound(scope, code);
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
        snapshots: manager.snapshots(code),
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
    if (!fault || !inScope(fault, scope) || !manager.store.clear(code)) return faultNotFound(scope, code);
    return { status: 204, body: null };
  }
  for (const fault of manager.store.list(null) ?? [])
    if (inScope(fault, scope)) manager.store.clear(fault.fault_code);
  return { status: 204, body: null, ...(scope ? {} : { headers: { 'X-Medkit-Local-Only': 'true' } }) };
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

function faultNotFound(scope: FaultScope | null, code: string): Answer {
  if (scope === null) return notFound();
  return errorAnswer(404, 'resource-not-found', 'Fault not found', {
    [`${scope.type}_id`]: scope.entityId,
    fault_code: code,
  });
}
