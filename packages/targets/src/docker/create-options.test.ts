import { expect, it } from 'vitest';
import { createOptions } from './create-options.js';
import { isProjectOf } from './remove-docker-leftovers.js';

const base = { image: 'x:1', label: 'medkit-bench-0123' };

it('labels, bounds the log, keeps the container after its end, and publishes on the loopback only', () => {
  const options = createOptions(
    { ...base, ports: [{ containerPort: 8080 }], env: { A: 'b=c' } },
    'f'.repeat(24),
  );
  expect(options).toMatchObject({
    name: 'medkit-bench-0123-ffffffff',
    Labels: { 'medkit-bench.run': 'medkit-bench-0123' },
    ExposedPorts: { '8080/tcp': {} },
    HostConfig: {
      AutoRemove: false,
      RestartPolicy: { Name: 'no' },
      LogConfig: { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '2' } },
      PortBindings: { '8080/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
    },
  });
  expect(options.Env).toEqual([
    'A=b=c',
    'MEDKIT_BENCH_LABEL=medkit-bench-0123',
    `MEDKIT_BENCH_INSTANCE=${'f'.repeat(24)}`,
  ]);
  expect(options).not.toHaveProperty('Cmd');
});

it('turns limits into the engine\u2019s units and passes what is asked for', () => {
  const options = createOptions(
    {
      ...base,
      argv: ['a', 'b c'],
      cpuLimit: 1.5,
      memoryLimitBytes: 1024,
      mounts: [{ hostPath: '/a', containerPath: '/b', readOnly: true }],
    },
    'f'.repeat(24),
  );
  expect(options).toMatchObject({
    Cmd: ['a', 'b c'],
    HostConfig: { NanoCpus: 1.5e9, Memory: 1024, Binds: ['/a:/b:ro'] },
  });
});

it('refuses a label or a mount that could mean something else', () => {
  for (const label of ['', 'A', 'a b', '-a', 'a/b', 'x'.repeat(64)]) {
    expect(() => createOptions({ ...base, label }, 'f'.repeat(24))).toThrow(/label/);
  }
  const mounts = [{ hostPath: '/a:/etc', containerPath: '/b' }];
  expect(() => createOptions({ ...base, mounts }, 'f'.repeat(24))).toThrow(/absolute paths without ':'/);
});

it('takes a project for ours only when its name is the label and eight digits', () => {
  expect(isProjectOf('run-1-0a1b2c3d', 'run-1')).toBe(true);
  for (const name of [
    undefined,
    'run-1',
    'run-1-0a1b2c3',
    'run-1-0a1b2c3d-x',
    'run-10-0a1b2c3d',
    'run-1-ABCDEF01',
  ]) {
    expect(isProjectOf(name, 'run-1')).toBe(false);
  }
});
