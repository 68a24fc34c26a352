import { expect, test } from 'vitest';
import { processReading } from '../test/readings.ts';
import { TreeCpuClock } from './tree-cpu-clock.js';

const root = (childTicks: number): ReturnType<typeof processReading> =>
  processReading({ pid: 1, utimeTicks: 100, stimeTicks: 0, childUtimeTicks: childTicks, childStimeTicks: 0 });
const child = (ticks: number): ReturnType<typeof processReading> =>
  processReading({ pid: 2, utimeTicks: ticks, stimeTicks: 0 });

test('a child that is waited for is counted once', () => {
  const clock = new TreeCpuClock({ inherits: true });
  clock.advance([root(0), child(50)]);
  expect(clock.advance([root(0), child(70)]).deltaS).toBeCloseTo(0.2);
  expect(clock.advance([root(75)]).deltaS).toBeCloseTo(0.05);
  expect(clock.advance([root(75)]).deltaS).toBeCloseTo(0);
});

test('a child that lives and dies between two samples is counted', () => {
  const clock = new TreeCpuClock({ inherits: true });
  clock.advance([root(0)]);
  expect(clock.advance([root(30)])).toMatchObject({ source: 'ticks' });
  expect(clock.advance([root(60)]).deltaS).toBeCloseTo(0.3);
});

test('a child nobody waits for keeps its time: CPU never runs backwards', () => {
  const clock = new TreeCpuClock({ inherits: true });
  clock.advance([root(0), child(50)]);
  expect(clock.advance([root(0)])).toMatchObject({ deltaS: 0, totalS: 1.5 });
  expect(clock.advance([root(10)]).totalS).toBeCloseTo(1.6);
});

test('without tree, children do not count', () => {
  const clock = new TreeCpuClock({ inherits: false });
  clock.advance([root(0)]);
  expect(clock.advance([root(500)]).deltaS).toBe(0);
});
