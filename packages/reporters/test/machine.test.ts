import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { HistogramLogReader } from 'hdr-histogram-js';
import { JSDOM } from 'jsdom';
import { describe, expect, it } from 'vitest';
import {
  EXPORT_FORMATS,
  renderAnnotations,
  renderExport,
  renderGoBenchmark,
  renderSamplesCsv,
  renderStepSummary,
} from '../src/index.ts';
import type { LaneSummary } from '../src/index.ts';
import { FIXTURES } from './fixtures/all.ts';
import { footprintSeries, footprintSummary, goodFootprint, HOSTILE } from './fixtures/footprint.ts';
import { goodSweep } from './fixtures/sweep.ts';
import { okCell } from './fixtures/cells.ts';
import { expectGolden } from './golden.ts';

const ALL = FIXTURES.map(({ summary }) => summary);
const INFO = { run: 'fixtures' };
const ENDINGS: Readonly<Record<string, string>> = {
  csv: 'csv',
  junit: 'xml',
  github: 'md',
  markdown: 'md',
  annotations: 'txt',
  openmetrics: 'txt',
  go: 'txt',
  hdr: 'hlog',
};

describe('renderExport', () => {
  for (const format of EXPORT_FORMATS.filter((name) => name !== 'json' && name !== 'markdown')) {
    it(`writes ${format}`, () => {
      const text = renderExport(format, ALL, INFO);
      expectGolden(`machine/${format}.${ENDINGS[format] ?? 'json'}`, text);
      expect(text).not.toMatch(/NaN|Infinity|undefined/u);
    });
  }

  it('takes a run without lanes', () => {
    for (const format of EXPORT_FORMATS) expect(typeof renderExport(format, [], INFO)).toBe('string');
  });

  it('names the formats when asked for another', () => {
    expect(() => renderExport('toString', ALL, INFO)).toThrow(
      /no export format "toString"; use one of json, csv/u,
    );
  });

  it('gives an unknown size no number in any format for machines', () => {
    const thin = ALL.filter((summary) => summary.quick);
    for (const format of ['csv', 'openmetrics', 'bmf', 'github-action-benchmark', 'go', 'hyperfine']) {
      const text = renderExport(format, thin, INFO);
      expect(text, format).toMatch(/entities[="]+10|,10,/u);
      expect(text, format).not.toMatch(/entities[="]+30|,30,/u);
    }
  });
});

describe('lanes of their own shape', () => {
  const lines = renderExport('csv', ALL, INFO).split('\n');
  const has = (lane: string, metric: string, scenario: string): boolean =>
    lines.some(
      (line) => line.startsWith(`${lane},`) && line.includes(`,${metric},`) && line.endsWith(`,${scenario}`),
    );

  it('carry their numbers with what they were measured under', () => {
    expect(has('sweep', 'anonymous_difference', 'setting=logs')).toBe(true);
    expect(has('load', 'latency_p99', 'level=heavy connections=keep-alive')).toBe(true);
    expect(has('fault', 'peak_rise', 'mode=rosbag faults=40 process=fault_manager')).toBe(true);
    expect(has('fault', 'recordings', 'mode=rosbag faults=40 process=main')).toBe(true);
    expect(has('churn', 'memory_slope', 'graph=static')).toBe(true);
    expect(has('churn', 'memory_per_change', 'graph=churn')).toBe(true);
  });

  it('leave out what failed or was not looked for', () => {
    expect(has('sweep', 'anonymous_difference', 'setting=tls')).toBe(false);
    expect(lines.filter((line) => line.includes('mode=rosbag faults=20'))).toEqual([]);
    expect(has('fault', 'recordings', 'mode=data faults=5 process=main')).toBe(false);
    expect(has('churn', 'memory_per_change', 'graph=static')).toBe(false);
  });
});

describe('formats that show repeats', () => {
  const cell = (id: string, repeat: number, extra: Record<string, unknown>): Record<string, unknown> =>
    okCell(id, repeat, { profiled: null, ...extra });
  const lane = (name: string, extra: Record<string, unknown>): LaneSummary => ({
    ...footprintSummary([]),
    cell: undefined,
    lane: name,
    ...extra,
  });
  const two = (id: string, extra: Record<string, unknown>): Record<string, unknown>[] =>
    [1, 2].map((repeat) => cell(`${id}-rep${repeat}`, repeat, extra));
  const slopes = { slope_b_s: 5, lo95: 1, hi95: 9, repeats: [1, 2].map((slope_b_s) => ({ slope_b_s })) };
  const burst = { burst: { mode: 'data', count: 4 }, burst_numbers: { main: { peak_rise_kib: 64 } } };
  const lost = { definitely_lost: 40, definitely_lost_blocks: 2 };
  const heap = { peak_bytes: 900, allocated_bytes: 5000, allocations: 7 };
  const RUNS: readonly LaneSummary[] = [
    goodFootprint,
    lane('churn', { static: slopes, churn: slopes, cells: [...two('s', { group: 'static' })] }),
    lane('fault', {
      cells: two('data-f004', burst),
      rows: [{ mode: 'data', faults: 4, status: 'ok', subjects: { main: { peak_rise_kib_median: 64 } } }],
    }),
    lane('heap', {
      phase_a: slopes,
      total_leaked: 3,
      rows: [{ label: 'not profiled', uss_kib: 5 }],
      cells: two('free', {}),
    }),
    lane('memcheck', { ...lost, cells: two('m', { uss_kib: 1, profiled: lost }) }),
    lane('attribute', { ...heap, cells: two('a', { uss_kib: 1, profiled: heap }) }),
  ];
  const linesOf = (name: string): string[] =>
    renderGoBenchmark(RUNS)
      .split('\n')
      .filter((line) => line.startsWith(`Benchmark${name}`));

  it('carry every lane with a line a repeat, for benchstat', () => {
    expect(linesOf('Footprint')).toHaveLength(goodFootprint.cells.length);
    expect(linesOf('Churn/graph=static')).toHaveLength(2);
    expect(linesOf('Churn/graph=static')[1]).toContain('\t2 memory-slope-bytes-per-second\t');
    expect(linesOf('Fault/mode=data/faults=4/process=main')).toEqual(
      Array(2).fill('BenchmarkFault/mode=data/faults=4/process=main\t1\t65536 peak-rise-bytes'),
    );
    expect(linesOf('Heap').join('\n')).toMatch(/5 memory-slope-bytes-per-second[^]*5120 uss-bytes/u);
    expect(linesOf('Memcheck')[0]).toContain('\t40 definitely-lost-bytes\t2 definitely-lost-blocks');
    expect(linesOf('Attribute')[0]).toContain('\t900 heap-peak-bytes\t5000 heap-allocated-bytes');
  });

  it('hyperfine has those in which the server ran without a profiler', () => {
    const { results } = JSON.parse(renderExport('hyperfine', RUNS, INFO)) as {
      results: { command: string; memory_usage_byte: number[] }[];
    };
    expect(results.map(({ command }) => command)).toEqual([
      'reference/footprint',
      'reference/churn/graph=static',
      'reference/fault/mode=data/faults=4',
      'reference/heap/run=not profiled',
    ]);
    expect(results.map(({ memory_usage_byte }) => memory_usage_byte.length)).toEqual([5, 2, 2, 1]);
  });
});

describe('JUnit', () => {
  const document = new JSDOM(renderExport('junit', ALL, INFO), { contentType: 'text/xml' }).window.document;
  const suite = (index: number): Element => document.querySelectorAll('testsuite')[index]!;

  it('counts what it holds', () => {
    for (const one of document.querySelectorAll('testsuite')) {
      for (const [attribute, tag] of [
        ['tests', 'testcase'],
        ['errors', 'error'],
        ['skipped', 'skipped'],
        ['failures', 'failure'],
      ]) {
        expect(one.getAttribute(attribute!)).toBe(String(one.querySelectorAll(tag!).length));
      }
    }
  });

  it('skips the inconclusive with its reason, errs on the unmeasured, fails on a gate that fired', () => {
    expect(suite(1).querySelector('[name=verdict] > skipped')?.getAttribute('message')).toContain(
      'unsettled',
    );
    expect(suite(2).querySelectorAll('testcase > error')).toHaveLength(2);
    expect(suite(0).querySelectorAll('error, failure, skipped')).toHaveLength(0);
    const leak = renderExport('junit', [{ ...goodFootprint, verdict: 'LEAK' }], INFO);
    expect(leak).toContain('<failure message="LEAK');
    expect(renderExport('junit', [{ ...goodFootprint, verdict: 'NO LEAK' }], INFO)).not.toContain('<failure');
  });
});

describe('CSV of samples', () => {
  it('has a line a sample and empty fields for the unknown', () => {
    const lines = renderSamplesCsv(footprintSeries({ repeats: 3, windowS: 50 }))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(1 + 3 * 81);
    expect(lines.filter((line) => /,40,,,/u.test(line))).toHaveLength(1);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([7]));
  });
});

describe('Go benchmark lines', () => {
  it('have the form benchstat reads: name, count, then value and unit in pairs', () => {
    for (const line of renderGoBenchmark(ALL).trimEnd().split('\n')) {
      if (/^(?:pkg|cpu): \S/u.test(line)) continue;
      expect(line).toMatch(/^Benchmark[\p{Lu}\p{N}_]\S*\t1(?:\t-?\d[\d.]*(?:e[-+]\d+)? \S+)+$/u);
    }
  });
});

describe('HdrHistogram log', () => {
  it("is read by the library's own reader, one tagged histogram a measured cell", () => {
    const reader = new HistogramLogReader(renderExport('hdr', ALL, INFO));
    const read = [];
    for (let one = reader.nextIntervalHistogram(); one; one = reader.nextIntervalHistogram()) read.push(one);
    expect(read.map((one) => one.tag)).toEqual([
      'reference.load.light-keep-alive-rep1',
      'reference.load.heavy-keep-alive-rep1',
    ]);
    expect(read.map((one) => one.totalCount)).toEqual([7, 7]);
    expect(read[0]?.getValueAtPercentile(50)).toBe(1000);
    expect(read.map((one) => one.startTimeStampMsec)).toEqual([
      Date.parse('2026-01-02T03:04:05.250Z'),
      Date.parse('2026-01-02T03:05:10.500Z'),
    ]);
  });

  it('takes nothing for a histogram that could end its line', () => {
    const cell = okCell('x', 1, {
      load: { started_at: '2026-01-02T03:04:05Z', latency_hdr: 'HISTFAAA\nTag=evil,0,1,2,HISTF' },
    });
    expect(renderExport('hdr', [footprintSummary([cell])], INFO)).not.toContain('evil');
  });
});

describe('GitHub', () => {
  it('keeps a step summary under the limit, verdicts first', () => {
    const many = footprintSummary(
      Array.from({ length: 400 }, (_, index) => okCell(`${'x'.repeat(1500)}${index}`, index)),
    );
    const text = renderStepSummary(
      Array.from({ length: 12 }, () => many),
      INFO,
    );
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(text).toContain('more lanes are in REPORT.md');
    expect(text.indexOf('| lane | verdict |')).toBeLessThan(100);
  });

  it('writes one command a line and lets no name forge another', () => {
    for (const line of renderAnnotations(ALL).trimEnd().split('\n')) {
      expect(line).toMatch(/^::(?:error|warning|notice) title=medkit-bench [a-z]+::/u);
    }
    expect(renderAnnotations([{ ...goodFootprint, headline: HOSTILE[7]!, verdict: '50%' }])).toMatch(
      /^::notice[^\n]*50%25: [^\n]*\n$/u,
    );
  });
});

describe('summary.schema.json', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../schema/summary.schema.json', import.meta.url), 'utf8'),
  ) as object;
  const validate = new Ajv2020({
    strict: true,
    allowUnionTypes: true,
    allErrors: true,
    strictRequired: false,
    strictTypes: false,
  }).compile(schema);
  const asWritten = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

  it('accepts every kind of summary', () => {
    for (const { name, summary } of FIXTURES.filter((fixture) => fixture.name !== 'footprint-nulls')) {
      validate(asWritten(summary));
      expect(validate.errors, name).toBeNull();
    }
  });

  it('refuses another version, a number in a failed cell, and a lane without its part', () => {
    expect(validate({ ...goodFootprint, schema_version: 2 })).toBe(false);
    expect(validate({ ...goodSweep, cell_records: undefined })).toBe(false);
    expect(validate({ ...goodFootprint, cells: goodSweep.cells })).toBe(false);
    expect(
      validate({ ...goodFootprint, cells: [{ ...okCell('a', 1), status: 'failed', failure: 'x' }] }),
    ).toBe(false);
    expect(validate({ ...goodFootprint, lane: 'scaling' })).toBe(false);
    expect(validate({ ...goodFootprint, cells: [{ ...okCell('a', 1), uss_kib: 'many' }] })).toBe(false);
  });
});
