import { describe, expect, it } from 'vitest';
import type { LoadOptions } from './load-options.js';
import { planLoad } from './plan-load.js';

const base: LoadOptions = { baseUrl: 'http://127.0.0.1:1/api/v1', durationS: 1 };

describe('planLoad', () => {
  it('spells the levels out', () => {
    expect(planLoad({ ...base, level: 'light' })).toMatchObject({
      rate: 40,
      workers: 8,
      sse: 0,
      dataEndpoints: 0,
    });
    expect(planLoad({ ...base, level: 'heavy' })).toMatchObject({
      rate: 320,
      workers: 32,
      sse: 4,
      dataEndpoints: 1,
    });
    expect(planLoad(base).level).toBe('light');
  });

  it('lets explicit options win over a level', () => {
    const plan = planLoad({ ...base, level: 'heavy', rate: 10, sse: 1, paths: ['/x'] });
    expect(plan).toMatchObject({ rate: 10, workers: 32, sse: 1, dataEndpoints: 0 });
    expect(plan.paths).toEqual([{ path: '/x', weight: 1 }]);
  });

  it.each([
    [{ rate: 0 }, /rate must be a number from 0.01/],
    [{ rate: Number.NaN }, /rate .* given NaN/],
    [{ workers: 1.5 }, /workers must be a whole number from 1 to 4096, given 1.5/],
    [{ durationS: -1 }, /duration/],
    [{ level: 'huge' }, /level must be one of light, heavy, given huge/],
    [{ connections: 'reuse' }, /connections must be one of keep-alive, new, both/],
    [{ paths: [] }, /at least one path/],
    [{ baseUrl: 'localhost:80' }, /base-url must be an http/],
    [{ baseUrl: 'http://a:b@h/' }, /must not carry a user or password/],
    [{ baseUrl: 'http://h/?q' }, /queries belong to the paths/],
    [{ headers: { 'a b': 'c' } }, /header name/],
    [{ headers: { a: 'c\r\nd: e' } }, /control characters/],
    [{ authToken: 'two words' }, /auth token/],
  ])('refuses %j', (change, message) => {
    const act = (): unknown => planLoad({ ...base, ...change } as LoadOptions);
    expect(act).toThrow(message);
    expect(act).toThrow(expect.objectContaining({ code: 'MEDKIT_LOAD_BAD_OPTION' }));
  });

  it('never repeats a secret in a message', () => {
    try {
      planLoad({ ...base, authToken: 'se cret' });
      expect.unreachable();
    } catch (error) {
      expect(String(error)).not.toContain('se cret');
    }
  });
});
