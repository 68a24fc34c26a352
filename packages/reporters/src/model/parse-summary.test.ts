import { describe, expect, it } from 'vitest';
import { parseSummary } from './parse-summary.js';

const least = { schema_version: 1, lane: 'footprint', status: 'ok', verdict: 'steady' };

describe('parseSummary', () => {
  it('fills what is left out', () => {
    expect(parseSummary(least)).toMatchObject({
      warnings: [],
      cells: [],
      profile: 'unknown',
      high_load: false,
    });
  });

  it('refuses another version and names it', () => {
    expect(() => parseSummary({ ...least, schema_version: 7 })).toThrow(
      /schema_version 7; .* reads schema_version 1/u,
    );
    expect(() => parseSummary({ lane: 'x' })).toThrow('no schema_version');
  });

  it('refuses what is no summary', () => {
    for (const value of [null, [], 'x', 3, undefined]) {
      expect(() => parseSummary(value)).toThrow(expect.objectContaining({ code: 'MEDKIT_REPORT_INPUT' }));
    }
    const wrong = [{ headline: 5 }, { reason: null }, { warnings: {} }, { warnings: [null] }, { cells: [1] }];
    for (const over of [...wrong, { metadata: [] }, { cells: null }, { warnings: [{ message: {} }] }]) {
      expect(() => parseSummary({ ...least, ...over }), JSON.stringify(over)).toThrow(/must be/);
    }
    expect(() => parseSummary({ ...least, verdict: 5 })).toThrow('"verdict" must be a string');
    expect(() => parseSummary({ ...least, schema_version: { toString: 1 } })).toThrow('an object');
  });

  it('names the place of what is of another kind, however deep', () => {
    const wrong: [object, string][] = [
      [
        { fits: [{}, { growth: { exponent: '1' } }] },
        '"fits[1].growth.exponent" must be a finite number or null',
      ],
      [{ fits: [{ refresh_ms: Infinity }] }, 'got a number beyond all bounds'],
      [{ fits: {} }, '"fits" must be a list of objects; got an object'],
      [{ rows: [null] }, '"rows[0]" must be an object; got null'],
      [{ warnings: [{ message: 'x', fix: {} }] }, '"warnings[0].fix" must be a string or null'],
      [{ cells: [{ burst: { injections: [{ end_s: 'x' }] } }] }, '"cells[0].burst.injections[0].end_s"'],
      [{ quick: 'yes' }, '"quick" must be true or false; got a string'],
    ];
    for (const [over, message] of wrong) expect(() => parseSummary({ ...least, ...over })).toThrow(message);
  });

  it('lets null stand for unknown, and leaves alone what it does not know', () => {
    const fits = [{ refresh_ms: null, growth: null, marginal: null }];
    const given = { ...least, fits, cell: null, cells: [{ failure: null, anything: { at: ['all'] } }] };
    expect(parseSummary(given)).toMatchObject(given);
  });
});
