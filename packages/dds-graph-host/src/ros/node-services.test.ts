import { describe, expect, it } from 'vitest';
import { Participant, type HostNode } from '../core/participant.js';
import { ByteReader } from '../wire/byte-reader.js';
import { ByteWriter } from '../wire/byte-writer.js';
import { NodeServices } from './node-services.js';
import {
  parameterOf,
  readParameterValue,
  writeParameterValue,
  type ParameterValue,
} from './parameter-value.js';

const PARAMS = [
  { name: 'rate', type: 'integer', value: 5 },
  { name: 'gain.p', type: 'double', value: 0.5 },
  { name: 'on', type: 'bool', value: true },
  { name: 'frame', type: 'string', value: 'map' },
  { name: 'names', type: 'string[]', value: ['a', 'bc'] },
  { name: 'numbers', type: 'integer_array', value: [1, -2] },
];

function makeNode(): HostNode {
  const plan = { name: 'n', namespace: '/', topics: [], services: [], params: PARAMS };
  return new Participant(0, 'p'.repeat(12), 'full', 'jazzy').add(plan, '/n');
}

function call(
  services: NodeServices,
  node: HostNode,
  type: string,
  write: (out: ByteWriter) => void,
): ByteReader | null {
  const request = new ByteWriter(64);
  write(request);
  const out = new ByteWriter(64);
  out.markOrigin();
  const answered = services.answer(
    { node, type: `rcl_interfaces/srv/${type}`, body: new ByteReader(Buffer.from(request.view())) },
    out,
  );
  return answered ? new ByteReader(Buffer.from(out.view())) : null;
}

function names(...list: string[]) {
  return (out: ByteWriter): void => {
    out.u32(list.length);
    for (const name of list) out.string(name);
  };
}

function getValues(services: NodeServices, node: HostNode, ...list: string[]): ParameterValue[] {
  const reply = call(services, node, 'GetParameters', names(...list))!;
  return Array.from({ length: reply.count() }, () => readParameterValue(reply));
}

function set(
  services: NodeServices,
  node: HostNode,
  type: string,
  ...values: [string, ParameterValue][]
): ByteReader {
  return call(services, node, type, (out) => {
    out.u32(values.length);
    for (const [name, value] of values) {
      out.string(name);
      writeParameterValue(out, value);
    }
  })!;
}

describe('NodeServices', () => {
  it('reads every kind of parameter back as planned', () => {
    const values = getValues(new NodeServices(), makeNode(), ...PARAMS.map((param) => param.name), 'unknown');
    expect(values.map(({ value }) => value)).toEqual([...PARAMS.map((param) => param.value), null]);
    expect(values.map(({ type }) => type)).toEqual([2, 3, 1, 4, 9, 7, 0]);
  });

  it('lists names, of a prefix or all, with their parents', () => {
    const read = (...prefixes: string[]): [string[], string[]] => {
      const reply = call(new NodeServices(), makeNode(), 'ListParameters', names(...prefixes))!;
      const list = (): string[] => Array.from({ length: reply.count() }, () => reply.string());
      return [list(), list()];
    };
    expect(read()).toEqual([PARAMS.map((param) => param.name), ['gain']]);
    expect(read('gain')).toEqual([['gain.p'], ['gain']]);
    expect(read('nothing')).toEqual([[], []]);
  });

  it('sets what exists with the right type and refuses the rest', () => {
    const services = new NodeServices();
    const node = makeNode();
    const reply = set(
      services,
      node,
      'SetParameters',
      ['rate', { type: 2, value: 9 }],
      ['rate', { type: 4, value: 'x' }],
      ['other', { type: 2, value: 1 }],
    );
    const results = Array.from({ length: reply.count() }, () => [reply.u8(), reply.string()]);
    expect(results).toEqual([
      [1, ''],
      [0, "parameter 'rate' has another type"],
      [0, "parameter 'other' has not been declared"],
    ]);
    expect(getValues(services, node, 'rate')[0]?.value).toBe(9);
    services.forget(node);
    expect(getValues(services, node, 'rate')[0]?.value).toBe(5);
  });

  it('sets all or nothing when asked to', () => {
    const services = new NodeServices();
    const node = makeNode();
    const reply = set(
      services,
      node,
      'SetParametersAtomically',
      ['rate', { type: 2, value: 9 }],
      ['other', { type: 2, value: 1 }],
    );
    expect(reply.u8()).toBe(0);
    expect(getValues(services, node, 'rate')[0]?.value).toBe(5);
  });

  it('does not answer a request that is cut short', () => {
    expect(call(new NodeServices(), makeNode(), 'GetParameters', (out) => out.u32(3))).toBeNull();
  });

  it('guesses the type of a parameter that names none it knows', () => {
    const guess = (value: unknown): number => parameterOf({ name: 'x', type: 'any', value }).type;
    expect([guess(true), guess(3), guess(1.5), guess('s'), guess(null)]).toEqual([1, 2, 3, 4, 0]);
  });
});
