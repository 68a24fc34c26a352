import { afterEach, describe, expect, it } from 'vitest';
import { entityNotFound } from './error-answers.js';
import { callFaultService } from './fault-answers.js';
import { FaultManager } from './fault-manager.js';
import { answerFaults } from './fault-router.js';
import type { Answer } from './answers.js';
import { loadParams } from './params.js';

const manager = new FaultManager(
  loadParams(null, () => undefined),
  { appOf: () => null, rest: () => undefined },
);
afterEach(() => manager.stop());

function ask(method: string, path: string, query = ''): Answer | null {
  return answerFaults(manager, { method, path, query: new URLSearchParams(query) }, (at) => {
    const id = at.split('/')[2] ?? '';
    return id === 'unknown' ? entityNotFound(id) : { type: 'app', entityId: id, nodes: [`/${id}`] };
  });
}

function report(code: string, source: string): unknown {
  return callFaultService(manager, 'ros2_medkit_msgs/srv/ReportFault', {
    fault_code: code,
    event_type: 0,
    severity: 3,
    description: 'synthetic fault 0',
    source_id: source,
  });
}

describe('faults over HTTP', () => {
  it('shows a fault only to the entity that reported it', () => {
    report('ONLY_B', '/b');
    expect(ask('GET', '/apps/b/faults/ONLY_B')?.status).toBe(200);
    expect(ask('GET', '/apps/a/faults/ONLY_B')?.status).toBe(404);
    expect(ask('GET', '/apps/unknown/faults')?.body).toMatchObject({ error_code: 'entity-not-found' });
  });

  it('clears one by one and all at once', () => {
    report('GONE', '/c');
    expect(ask('DELETE', '/apps/c/faults/GONE')?.status).toBe(204);
    expect(ask('DELETE', '/apps/c/faults/GONE')?.status).toBe(404);
    expect(ask('DELETE', '/faults')).toMatchObject({
      status: 204,
      headers: { 'X-Medkit-Local-Only': 'true' },
    });
    expect(ask('GET', '/faults')?.body).toMatchObject({ items: [] });
  });

  it('refuses a filter and a report that it does not know', () => {
    expect(ask('GET', '/faults', 'status=maybe')).toMatchObject({
      status: 400,
      body: { error_code: 'invalid-parameter' },
    });
    expect(callFaultService(manager, 'ros2_medkit_msgs/srv/ReportFault', {})).toEqual({ accepted: false });
  });
});
