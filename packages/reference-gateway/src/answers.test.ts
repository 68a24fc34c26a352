import { afterAll, describe, expect, it } from 'vitest';
import type { Answer } from './answers.js';
import { answerGet, entityAt } from './answers.js';
import { isAnswer } from './error-answers.js';
import { Gateway } from './gateway.js';
import { execute } from './operation-answers.js';
import { loadParams } from './params.js';

const gateways: Gateway[] = [];
afterAll(() => gateways.forEach((gateway) => gateway.stop()));

const node = (name: string, namespace: string): Parameters<Gateway['change']>[0] => ({
  add: [
    {
      name,
      namespace,
      topics: [],
      services: [{ name: `${namespace}/${name}/reset`, type: 'std_srvs/srv/Trigger' }],
      params: [],
    },
  ],
});

function gatewayWith(settings: Record<string, unknown> = {}): Gateway {
  const params = loadParams(null, () => undefined);
  params.set('reference.base_ballast_mib', 0);
  for (const [name, value] of Object.entries(settings)) params.set(name, value);
  const gateway = new Gateway(params, () => undefined, { id: 'host', name: 'Host', description: 'a host' });
  gateway.change(node('arm', '/left'));
  gateway.change(node('arm', '/right'));
  gateway.change(node('_hidden', '/left'));
  gateway.refresh();
  gateways.push(gateway);
  return gateway;
}

function ids(gateway: Gateway, path: string): string[] {
  const { items } = answerGet(gateway, path).body as { items: { id: string }[] };
  return items.map((item) => item.id);
}

const codeOf = ({ status, body }: Answer): unknown[] => [status, (body as { error_code: string }).error_code];

describe('discovery', () => {
  it('gives nodes of one name their namespaces, and hides the internal ones', () => {
    const gateway = gatewayWith();
    expect(ids(gateway, '/apps')).toEqual(['fault_manager', 'ros2_medkit_gateway', 'left_arm', 'right_arm']);
    expect(gateway.appCount).toBe(4);
    expect(ids(gateway, '/functions')).toEqual(['diagnostics', 'left', 'right', 'root']);
    expect(ids(gateway, '/functions/left/hosts')).toEqual(['left_arm']);
    gateway.change({ remove: ['/left/arm'] });
    gateway.refresh();
    expect(ids(gateway, '/apps').at(-1)).toBe('arm');
  });

  it.each([
    ['discovery.runtime.filter_internal_nodes', '/apps', 6],
    ['discovery.runtime.create_functions_from_namespaces', '/functions', 0],
    ['discovery.runtime.default_component.enabled', '/components', 0],
    ['discovery.runtime.enabled', '/apps', 0],
  ])('%s false', (name, path, length) => {
    expect(ids(gatewayWith(), path)).not.toHaveLength(length);
    expect(ids(gatewayWith({ [name]: false }), path)).toHaveLength(length);
  });

  it('without a component an app does not say where it is', () => {
    const gateway = gatewayWith({ 'discovery.runtime.default_component.enabled': false });
    expect(JSON.stringify(answerGet(gateway, '/apps/left_arm'))).not.toMatch(/component_id|is-located-on/);
  });
});

describe('paths', () => {
  const gateway = gatewayWith();

  it.each([
    ['/apps/left_arm/', 200, undefined],
    ['/apps/left_arm/nothing', 404, 'resource-not-found'],
    ['/apps/left_arm/configurations/use_sim_time', 200, undefined],
    ['/components/host/configurations/left_arm:use_sim_time', 200, undefined],
    ['/apps/left_arm/configurations/none', 404, 'resource-not-found'],
    ['/apps/left_arm/operations/reset', 200, undefined],
    ['/apps/left_arm/operations/reset/executions', 200, undefined],
    ['/apps/left_arm/operations/none', 404, 'operation-not-found'],
    ['/apps/left_arm/subcomponents', 404, 'resource-not-found'],
    ['/apps/left_arm/is-located-on', 200, undefined],
    ['/components/host/status', 200, undefined],
    ['/components/host/scripts', 501, 'not-implemented'],
    ['/updates', 501, 'not-implemented'],
    ['/apps/bad%20id', 400, 'invalid-parameter'],
    ['/apps/%', 404, 'resource-not-found'],
    ['/areas/any', 404, 'entity-not-found'],
    ['/constructor', 404, 'resource-not-found'],
  ])('%s: %i %s', (path, status, code) => {
    expect(codeOf(answerGet(gateway, path))).toEqual([status, code]);
  });

  it('name the type that an id really has', () => {
    expect(answerGet(gateway, '/apps/host')).toMatchObject({
      status: 400,
      body: { parameters: { actual_type: 'component', entity_id: 'host', expected_type: 'app' } },
    });
  });

  it('switch triggers off', () => {
    const off = gatewayWith({ 'triggers.enabled': false });
    expect(answerGet(off, '/apps/left_arm/triggers').status).toBe(501);
    expect(answerGet(gateway, '/apps/left_arm/triggers').status).toBe(200);
  });
});

describe('an operation', () => {
  const found = entityAt(gatewayWith(), '/apps/left_arm');
  const run = (operation: string, body: string): Answer => {
    if (isAnswer(found)) throw new Error('no such app');
    return execute(found.entity, operation, body, () => null);
  };

  it('that calls a service has its answer at once', () => {
    expect(run('reset', '{}')).toEqual({ status: 200, body: { parameters: { message: '', success: true } } });
  });

  it('is refused by name or for its body', () => {
    expect(codeOf(run('none', '{}'))).toEqual([404, 'operation-not-found']);
    expect(codeOf(run('reset', '{'))).toEqual([400, 'invalid-request']);
    expect(run('reset', '[]').body).toMatchObject({
      message: 'Request body validation failed',
      parameters: { fields: [{ message: 'must be an object' }] },
    });
  });
});
