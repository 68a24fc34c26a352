import { expect, test } from 'vitest';
import { processReading, reading } from '../test/readings.ts';
import { SampleBuilder } from './build-sample.js';
import { COLUMN_NAMES } from './format/columns.js';

test('one recorded process', () => {
  const sample = new SampleBuilder({ pid: 2593, tree: false }).build(reading(5));
  expect(sample).toMatchObject({
    t_s: 0,
    uss_kib: 8676 + 15292,
    pss_kib: 30056,
    anonymous_kib: 15292,
    cpu_cores: null,
    cpu_source: null,
    cpu_time_s: 5.31,
    num_threads: 24,
    timeslices: null,
  });
});

test('every field of a record is a column and the other way round', () => {
  const sample = new SampleBuilder({ pid: 2593, tree: false }).build(reading(5));
  expect(Object.keys(sample)).toEqual(COLUMN_NAMES);
});

test('a tree is summed, and what one member does not know is unknown for all', () => {
  const blind = { ...processReading({ pid: 9 }), memory: null };
  const sample = new SampleBuilder({ pid: 2593, tree: true }).build(reading(5, [processReading(), blind]));
  expect(sample.process_count).toBe(2);
  expect(sample.num_threads).toBe(48);
  expect(sample.uss_kib).toBeNull();
  // status of everyone is readable, so these stay known.
  expect(sample.anonymous_kib).toBe(2 * 15292);
});

test('rates are differences to the previous reading', () => {
  const builder = new SampleBuilder({ pid: 2593, tree: false });
  builder.build(reading(5));
  const sample = builder.build(reading(7, [processReading({ utimeTicks: 521 })]));
  expect(sample).toMatchObject({ t_s: 2, cpu_cores: 0.5, cpu_source: 'ticks' });
});

test('host figures are rates between the two last readings of the host', () => {
  const host = (
    busyS: number,
    stealS: number,
    totalS: number,
  ): NonNullable<ReturnType<typeof reading>['host']> => ({
    load1: 0.5,
    cpu: { busyS, stealS, totalS },
    psiCpu: null,
    psiMemory: null,
    psiIo: null,
  });
  const builder = new SampleBuilder({ pid: 2593, tree: false });
  builder.build({ ...reading(10), host: host(100, 1, 1000) });
  expect(builder.build(reading(11))).toMatchObject({ host_busy_cores: null, host_load1: null });
  expect(builder.build({ ...reading(12), host: host(103, 1.4, 1004) })).toMatchObject({
    host_busy_cores: 1.5,
    host_steal_ratio: 0.1,
  });
});
