import { expect, it } from 'vitest';
import { extendProfile } from './extend-profile.js';
import { loadProfile, parseProfile } from './load-profile.js';

it('merges maps, replaces lists and start, takes away what is null', () => {
  const base = {
    vars: { a: 1 },
    start: { kind: 'docker', image: 'x' },
    version: { http: 'h', commit_file: '/f' },
    load: { paths: ['/a'] },
  };
  const own = {
    vars: { b: null },
    start: { kind: 'local' },
    version: { commit_file: null },
    load: { paths: ['/b'] },
  };
  expect(extendProfile(base, own)).toEqual({
    vars: { a: 1, b: null },
    start: { kind: 'local' },
    version: { http: 'h' },
    load: { paths: ['/b'] },
  });
});

it('replaces a graph of another kind, and merges one of the same', () => {
  const base = { graph: { kind: 'dds', domain: 7, rate: 1 } };
  expect(extendProfile(base, { graph: { kind: 'rclpy' } })).toEqual({ graph: { kind: 'rclpy' } });
  expect(extendProfile(base, { graph: { kind: 'dds', rate: 2 } })).toEqual({
    graph: { kind: 'dds', domain: 7, rate: 2 },
  });
});

it('the variant without Docker differs in how it is started, and in nothing that is measured', () => {
  const docker = loadProfile('ros2-medkit');
  const local = loadProfile('ros2-medkit-local');
  for (const part of [
    'subjects',
    'ready',
    'entities',
    'graph',
    'params',
    'load',
    'sweep',
    'faults',
  ] as const) {
    expect(local[part], part).toEqual(docker[part]);
  }
  expect(local.start.kind).toBe('local');
  expect(docker.start.kind).toBe('docker');
});

it('refuses a circle and a base that is not there', () => {
  expect(() => parseProfile('extends: [a]\nname: x\n', 'p.yaml')).toThrow(/extends: a name is wanted/);
  expect(() => parseProfile('extends: nobody\nname: x\n', 'p.yaml')).toThrow(/no profile is called 'nobody'/);
});
