import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { nestAll } from '../json-path.js';
import { askParams, refreshOverride } from './params-file.js';
import { paramsNotInForce, unknownParams } from './read-back.js';

const spec = {
  file: 'p.yaml',
  root: ['gw', 'ros__parameters'],
  base: { server: { port: '{port}' }, refresh: 1000 },
  refresh_ms: 'refresh',
  floats: ['timeout'],
  sections: { fm: { root: ['fm', 'ros__parameters'], base: { snapshots: { enabled: true } } } },
};

describe('parameters', () => {
  it('reach the file under their root, overrides on top', () => {
    const asked = askParams(spec, refreshOverride(spec, 200), { port: 8123 });
    expect(parse(asked.yaml)).toEqual({
      gw: { ros__parameters: { server: { port: 8123 }, refresh: 200 } },
      fm: { ros__parameters: { snapshots: { enabled: true } } },
    });
    expect([...asked.flat]).toEqual([
      ['server.port', 8123],
      ['refresh', 200],
    ]);
  });

  it('of a second process stand under its own root', () => {
    const overrides = nestAll({ refresh: 200, 'fm:snapshots.rosbag.enabled': true });
    const asked = askParams(spec, overrides, { port: 8123 });
    expect((parse(asked.yaml) as Record<string, unknown>)['fm']).toEqual({
      ros__parameters: { snapshots: { enabled: true, rosbag: { enabled: true } } },
    });
    expect([...(asked.sections.get('fm') ?? [])]).toEqual([
      ['snapshots.enabled', true],
      ['snapshots.rosbag.enabled', true],
    ]);
    expect(asked.flat.get('refresh')).toBe(200);
    expect(() => askParams(spec, nestAll({ 'nobody:x': 1 }), { port: 1 })).toThrow(/no process 'nobody'/);
  });

  it('that take fractions keep their decimal point', () => {
    const asked = askParams(spec, { timeout: 2, refresh: 2 }, { port: 1 });
    expect(asked.yaml).toMatch(/timeout: 2\.0\n/);
    expect(asked.yaml).toMatch(/refresh: 2\n/);
    expect(asked.flat.get('timeout')).toBe(2);
    expect(askParams(spec, { refresh: 'off' }, { port: 1 }).yaml).toMatch(/refresh: ["']off["']/);
  });

  it('are laid over a file of the target, which otherwise stays as it is', () => {
    const own =
      '# ours\ngw:\n  ros__parameters:\n    refresh: 10000 # slow\n    ratio: 10.0\nother: {x: 1.0}\n';
    const asked = askParams({ ...spec, base: {}, sections: {} }, { refresh: 200, timeout: 3 }, {}, own);
    expect(asked.yaml).toBe(
      '# ours\ngw:\n  ros__parameters:\n    refresh: 200 # slow\n    ratio: 10.0\n    timeout: 3.0\nother: { x: 1.0 }\n',
    );
    expect([...asked.flat.keys()]).toEqual(['refresh', 'timeout']);
    expect(() => askParams(spec, {}, { port: 1 }, 'a: [')).toThrow(/is not YAML/);
    expect(() => askParams(spec, { refresh: 1 }, { port: 1 }, '- a list')).toThrow(/cannot be changed/);
  });

  it('that did not take effect are named', () => {
    const asked = new Map<string, unknown>([
      ['refresh', 200],
      ['mode', 'x'],
      ['gone', 1],
    ]);
    const inForce = new Map<string, unknown>([
      ['refresh', 1000],
      ['mode', 'x'],
    ]);
    expect(paramsNotInForce(asked, inForce)).toEqual(['refresh: asked 200, in force is 1000']);
    expect(paramsNotInForce(new Map([['refresh', 'fast']]), inForce)).toEqual([
      'refresh: asked "fast", in force is 1000 (it is a number, not a string)',
    ]);
    expect(unknownParams(asked, inForce)).toEqual(['gone']);
    expect(unknownParams(new Map([['refesh', 1]]), inForce)).toEqual(["refesh (did you mean 'refresh'?)"]);
    expect(paramsNotInForce(new Map([['refresh', 200]]), new Map([['refresh', 200.0]]))).toEqual([]);
  });

  it('cannot be set where the profile has no name for them', () => {
    expect(() => refreshOverride(undefined, 200)).toThrow(/cannot set a refresh interval/);
    expect(refreshOverride(undefined, null)).toEqual({});
  });
});
