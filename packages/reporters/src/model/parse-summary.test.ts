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
  });
});
