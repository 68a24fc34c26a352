import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { askParams, refreshOverride } from './params-file.js';
import { paramsNotInForce, unknownParams } from './read-back.js';

const spec = {
  file: 'p.yaml',
  root: ['gw', 'ros__parameters'],
  base: { server: { port: '{port}' }, refresh: 1000 },
  refresh_ms: 'refresh',
};

describe('parameters', () => {
  it('reach the file under their root, overrides on top', () => {
    const asked = askParams(spec, refreshOverride(spec, 200), { port: 8123 });
    expect(parse(asked.yaml)).toEqual({ gw: { ros__parameters: { server: { port: 8123 }, refresh: 200 } } });
    expect([...asked.flat]).toEqual([
      ['server.port', 8123],
      ['refresh', 200],
    ]);
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
