import { describe, expect, it } from 'vitest';
import { benchPlan } from './ros/bench-plan.js';
import { readGraphFile } from './plan-file.js';

describe('readGraphFile', () => {
  it('takes what the generator makes, and fills in what may be missing', () => {
    const plan = benchPlan(3);
    expect(readGraphFile(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(readGraphFile({ nodes: [{ name: 'a' }], shape: 'lite' })).toEqual({
      nodes: [{ name: 'a', namespace: '/', topics: [], services: [], params: [] }],
      shape: 'lite',
    });
  });

  it.each([
    [null, 'the file must be an object'],
    [[], 'the file must be an object'],
    [{}, 'must have a list "nodes"'],
    [{ nodes: {} }, 'nodes must be a list'],
    [{ nodes: [3] }, 'nodes[0] must be an object'],
    [{ nodes: [{ name: '' }] }, 'nodes[0].name must be a non-empty string'],
    [{ nodes: [{ name: 'a', topics: [{ name: 't' }] }] }, 'nodes[0].topics[0].type'],
    [{ nodes: [], shape: 'x' }, 'shape must be full or lite'],
  ])('says where %j is wrong', (value, message) => {
    expect(() => readGraphFile(value)).toThrow(message);
  });
});
