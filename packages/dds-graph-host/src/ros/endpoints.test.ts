import { describe, expect, it } from 'vitest';
import { benchPlan } from './bench-plan.js';
import { endpointsOf } from './endpoints.js';

const node = benchPlan(1).nodes[0]!;

describe('endpointsOf', () => {
  it.each([
    ['full', 'jazzy', 12, 9],
    ['full', 'humble', 11, 8],
    ['lite', 'jazzy', 3, 1],
  ] as const)('gives a %s node of %s %i writers and %i readers', (shape, distro, writers, readers) => {
    const endpoints = endpointsOf(node, shape, distro);
    expect([endpoints.writers.length, endpoints.readers.length]).toEqual([writers, readers]);
  });

  it('pairs the two ends of every service', () => {
    const { writers, readers } = endpointsOf(node, 'full', 'jazzy');
    readers.forEach((reader, number) => {
      if (reader.partner < 0) return;
      const writer = writers[reader.partner];
      expect(writer?.partner).toBe(number);
      expect(writer?.topic.slice(2).replace(/Reply$/, '')).toBe(
        reader.topic.slice(2).replace(/Request$/, ''),
      );
    });
  });

  it('takes every direction a plan may use, and no other', () => {
    const topics = ['publish', 'sub', 'both'].map((direction, i) => ({
      name: `t${i}`,
      type: 'std_msgs/msg/Bool',
      direction,
    }));
    const { writers, readers } = endpointsOf({ ...node, topics, services: [] }, 'lite', 'jazzy');
    expect(writers.map((writer) => writer.topic)).toEqual(['rt/t0', 'rt/t2']);
    expect(readers.map((reader) => reader.topic)).toEqual(['rt/t1', 'rt/t2']);
    const bad = { ...node, topics: [{ name: 't', type: 'std_msgs/msg/Bool', direction: 'out' }] };
    expect(() => endpointsOf(bad, 'lite', 'jazzy')).toThrow(
      expect.objectContaining({ code: 'MEDKIT_DDS_BAD_PLAN' }),
    );
  });
});
