import { describe, expect, test } from 'vitest';
import { reading } from '../../test/readings.ts';
import { SampleBuilder } from '../build-sample.js';
import { csvHeader, csvLine } from './csv.js';
import { openMetrics } from './openmetrics.js';
import { sparkline } from './sparkline.js';
import { liveLines, pushLive, tableLine, type LiveState } from './table.js';

const sample = new SampleBuilder({ pid: 2593, tree: false }).build(reading(5));

describe('csv', () => {
  test('has a cell for every column, empty for an unknown', () => {
    const names = csvHeader().trimEnd().split(',');
    const cells = csvLine(sample).trimEnd().split(',');
    expect(cells).toHaveLength(names.length);
    expect(cells[names.indexOf('uss_kib')]).toBe('23968');
    expect(cells[names.indexOf('cpu_cores')]).toBe('');
  });
});

describe('OpenMetrics', () => {
  test('one sample is a scrape: base units, counters with their suffix, unknowns absent, an end mark', () => {
    const text = openMetrics([sample], { target: 'a "b"\n\\' });
    expect(text).toContain('target_uss_bytes{target="a \\"b\\"\\n\\\\"} 24543232\n');
    expect(text).toContain('# TYPE target_cpu_seconds counter\n');
    expect(text).toContain('target_cpu_seconds_total{target="a \\"b\\"\\n\\\\"} 5.31\n');
    expect(text).not.toContain('target_cpu_cores');
    expect(text.endsWith('# EOF\n')).toBe(true);
  });

  test('several samples stand together by family with their times', () => {
    const text = openMetrics([sample, { ...sample, wall_time_ms: 6000, uss_kib: 1 }], {});
    expect(text).toMatch(/target_uss_bytes 24543232 5\ntarget_uss_bytes 1024 6\n/);
    expect(text.match(/# TYPE target_uss_bytes gauge/g)).toHaveLength(1);
  });

  test('nothing sampled yet is an empty exposition', () => {
    expect(openMetrics([], {})).toBe('# EOF\n');
  });
});

describe('table', () => {
  test('an unknown is a dash', () => {
    expect(tableLine({ ...sample, uss_kib: null })).toMatch(/ 0\.00 +- +29\.4 MiB/);
  });

  test('the live view keeps the last known memory and never exceeds the width', () => {
    const state: LiveState = { title: 'gateway', uss: [], cpu: [], memory: null };
    pushLive(state, sample);
    pushLive(state, { ...sample, uss_kib: null });
    const lines = liveLines(state, { ...sample, uss_kib: null, cpu_cores: 0.25 }, 60);
    expect(lines.join('\n')).toContain('23.4 MiB');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});

test('sparklines go from the least to the most, level when nothing moves', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([5, null, 5], 8)).toBe('▁ ▁');
  expect(sparkline([9, 1, 2], 2)).toBe('▁█');
  expect(sparkline([null], 8)).toBe('');
});
