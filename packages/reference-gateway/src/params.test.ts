import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Params } from './params.js';
import { declaredParams, discoveryProblem, loadParams } from './params.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'medkit-params-'));
afterAll(() => rmSync(dir, { recursive: true }));

function load(text: string): { params: Params; warnings: string[] } {
  const file = path.join(dir, 'params.yaml');
  writeFileSync(file, text);
  const warnings: string[] = [];
  return { params: loadParams(file, (warning) => warnings.push(warning)), warnings };
}

describe('parameters', () => {
  it('have the real names, types and defaults', () => {
    const shown = new Map(
      declaredParams(loadParams(null, () => undefined)).map((param) => [param.name, param]),
    );
    for (const [name, type, value] of [
      ['refresh_interval_ms', 'int', 30_000],
      ['discovery.mode', 'string', 'runtime_only'],
      ['discovery.refresh_debounce_ms', 'int', 1000],
      ['server.http_thread_pool_size', 'int', 6],
      ['server.executor_threads', 'int', 2],
      ['sse.max_clients', 'int', 2],
      ['topic_sample_timeout_sec', 'double', 1],
      ['data_provider.max_pool_size', 'int', 256],
      ['parameter_service_negative_cache_sec', 'double', 60],
      ['rate_limiting.enabled', 'bool', false],
      ['bulk_data.max_upload_size', 'int', 104_857_600],
      ['plugins', 'string_array', []],
    ] as const)
      expect(shown.get(name), name).toEqual({ name, type, value });
  });

  it('are read from the sections of both nodes, below any namespace', () => {
    const { params, warnings } = load(`
diagnostics: {ros2_medkit_gateway: {ros__parameters: {server: {port: 9000}, sse.max_clients: 4}}}
/fault_manager: {ros__parameters: {snapshots: {capture_pool_size: 3}}}
`);
    expect(
      ['server.port', 'sse.max_clients', 'snapshots.capture_pool_size'].map((n) => params.get(n)),
    ).toEqual([9000, 4, 3]);
    expect(warnings).toEqual([]);
    const own = declaredParams(params, 'fault_manager');
    expect(own.find(({ name }) => name === 'snapshots.capture_pool_size')?.value).toBe(3);
    expect(own.some(({ name }) => name === 'server.port')).toBe(false);
  });

  it.each([
    ['sse: {max_subscriptions: 0}', 'sse.max_subscriptions', 100],
    ['refresh_interval_ms: 99', 'refresh_interval_ms', 30_000],
    ['refresh_interval_ms: 200.5', 'refresh_interval_ms', 30_000],
    ['plugins: [{name: x}]', 'plugins', []],
    ['discovery: {runtime: {enabled: 1}}', 'discovery.runtime.enabled', true],
  ])('out of range are left at their default: %s', (text, name, value) => {
    const { params, warnings } = load(`gateway: {ros__parameters: {${text}}}`);
    expect(params.get(name)).toEqual(value);
    expect(warnings.join()).toMatch(/is not valid; using/);
  });

  it('that change nothing here say so, and those that do are silent', () => {
    const text = (param: string): string => `gateway: {ros__parameters: {${param}}}`;
    expect(load(text('auth: {enabled: true}')).warnings).toEqual([
      'parameter auth.enabled is declared and shown, but changes nothing in this gateway',
    ]);
    expect(load(text('auth: {enabled: false}, sse: {max_clients: 5}')).warnings).toEqual([]);
    expect(load(text('no_such: 1')).warnings).toEqual(['parameter no_such is not declared; ignored']);
  });

  it('ask for a manifest that is not there', () => {
    const problem = (mode: string): { problem: string | null; warnings: string[] } => {
      const params: Params = new Map([['discovery.mode', mode]]);
      const warnings: string[] = [];
      return { problem: discoveryProblem(params, (warning) => warnings.push(warning)), warnings };
    };
    expect(problem('runtime_only')).toEqual({ problem: null, warnings: [] });
    expect(problem('manifest_only').problem).toMatch(/needs a manifest/);
    expect(problem('hybrid').warnings).toEqual(['discovery.mode hybrid without a manifest is runtime_only']);
    expect(problem('other').warnings).toEqual(["unknown discovery.mode 'other': using runtime_only"]);
  });
});
