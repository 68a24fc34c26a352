import { describe, expect, it } from 'vitest';
import { parseSummary } from '../model/parse-summary.js';
import { mainTables } from './lane-tables.js';

const site = {
  function: 'leak_block',
  file: '/src/leaky.c',
  line: 41,
  module: 'leaky',
  resolved: true,
  bytes: 4_096_000,
  blocks: 1000,
  share: 0.97,
};
const bare = { ...site, function: '0x41f0', file: null, line: null, resolved: false, share: null };
const common = { schema_version: 1, status: 'ok', verdict: 'measured' };
const texts = (lane: object): string[][][] =>
  mainTables(parseSummary({ ...common, ...lane })).map((table) =>
    table.rows.map((row) => row.map((cell) => cell.text)),
  );

describe('the tables of the profiler lanes', () => {
  it('name sites, and say where symbols or shares are missing', () => {
    expect(texts({ lane: 'attribute', sites: { peak: [site, bare] } })).toEqual([
      [
        ['leak_block', 'leaky.c:41', '3.91 MiB', '1000', '97.0 %'],
        ['0x41f0 (no symbols)', 'leaky', '3.91 MiB', '1000', 'unknown'],
      ],
    ]);
  });

  it('hold both phases of heap, unknown where one failed', () => {
    const phases = texts({
      lane: 'heap',
      total_leaked: null,
      phase_a: { verdict: 'leak', reason: 'grows', slope_b_s: 1000, lo95: 900, hi95: 1100 },
      phase_b: { tool: 'heaptrack', failure: 'heaptrack is not installed' },
    });
    expect(phases).toEqual([
      [
        ['growth, not profiled', '1000 B/s [900, 1100]', 'leak: grows'],
        ['still held under heaptrack', 'unknown', '✗ heaptrack is not installed'],
      ],
    ]);
  });

  it('hold the classes of memcheck and its records by kind', () => {
    const [classes, records] = texts({
      lane: 'memcheck',
      definitely_lost: 4096,
      definitely_lost_blocks: 8,
      possibly_lost: 0,
      possibly_lost_blocks: 0,
      records: [{ kind: 'definite', ...site }],
    });
    expect(classes?.[0]).toEqual(['definitely lost', '4.00 KiB', '8']);
    expect(classes?.[1]).toEqual(['indirectly lost', 'unknown', 'unknown']);
    expect(classes?.[2]).toEqual(['possibly lost', '0 KiB', '0']);
    expect(records?.[0]?.[0]).toBe('definite');
  });

  it('show no table of sites where none was named', () => {
    expect(texts({ lane: 'attribute' })).toEqual([]);
  });
});
