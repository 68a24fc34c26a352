import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { FaultManager } from './fault-manager.js';
import { answerFaults } from './fault-router.js';
import type { Answer } from './answers.js';
import { loadParams } from './params.js';

const REPORT = '/apps/fault_manager/operations/report_fault/executions';
const manager = new FaultManager(
  loadParams(null, () => undefined),
  { appOf: () => null, rest: () => undefined },
);
afterEach(() => manager.stop());

function ask(method: string, path: string, body = '', query = ''): Answer | null {
  const request = { method, path, body, query: new URLSearchParams(query) };
  return answerFaults(manager, request, (at) => {
    const id = at.split('/')[2] ?? '';
    return id === 'unknown' ? null : { entityId: id, nodes: [`/${id}`] };
  });
}

function report(code: string, source: string): Answer | null {
  const parameters = {
    fault_code: code,
    event_type: 0,
    severity: 3,
    description: 'synthetic fault 0',
    source_id: source,
  };
  return ask('POST', REPORT, JSON.stringify({ parameters }));
}

function fixture(name: string): Record<string, unknown> {
  const file = new URL(`../test/fixtures/fault-manager/${name}`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

/** Every path of a value with the type found there; list items count as one. */
function shape(value: unknown, at = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((item) => shape(item, `${at}[]`)))];
  if (typeof value !== 'object' || value === null) return [`${at}: ${typeof value}`];
  return Object.entries(value).flatMap(([key, inner]) => shape(inner, `${at}.${key}`));
}

const shapeOf = (value: unknown): string[] =>
  shape(value)
    .filter((line) => !line.includes('last_passed') && !line.includes('snapshots'))
    .toSorted();

describe('faults over HTTP', () => {
  it('has the fields of the recorded lists and detail', () => {
    expect(report('BENCH_FAULT_1', '/a')?.body).toEqual({ parameters: { accepted: true } });
    expect(shapeOf(ask('GET', '/faults')?.body)).toEqual(shapeOf(fixture('faults.json')));
    expect(shapeOf(ask('GET', '/apps/a/faults')?.body)).toEqual(shapeOf(fixture('app_faults.json')));
    expect(shapeOf(ask('GET', '/apps/a/faults/BENCH_FAULT_1')?.body)).toEqual(
      shapeOf(fixture('app_fault.json')),
    );
  });

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
      headers: { 'x-medkit-local-only': 'true' },
    });
    expect(ask('GET', '/faults')?.body).toMatchObject({ items: [] });
  });

  it('refuses a filter and a body that it does not know', () => {
    expect(ask('GET', '/faults', '', 'status=maybe')?.status).toBe(400);
    expect(ask('POST', REPORT, '{')?.status).toBe(400);
    expect(ask('POST', REPORT, '{}')?.body).toEqual({ parameters: { accepted: false } });
  });
});
