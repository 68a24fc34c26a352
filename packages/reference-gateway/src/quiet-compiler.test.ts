import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { QuietCompiler } from './quiet-compiler.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function compiler(): { compiler: QuietCompiler; changes: boolean[] } {
  const changes: boolean[] = [];
  return { compiler: new QuietCompiler((on) => changes.push(on)), changes };
}

function ask(one: QuietCompiler, count: number, fromMs: number, everyMs: number): void {
  for (let i = 0; i < count; i += 1) one.see(fromMs + i * everyMs);
}

test('a gateway that is asked now and then never optimises after its start', () => {
  const { compiler: one, changes } = compiler();
  one.calm();
  ask(one, 500, 0, 50);
  vi.advanceTimersByTime(60_000);
  expect(changes).toEqual([false]);
});

test('under load it does, and no longer when that is over', () => {
  const { compiler: one, changes } = compiler();
  one.calm();
  ask(one, 40, 0, 25);
  expect(changes).toEqual([false, true]);
  vi.advanceTimersByTime(1000);
  expect(changes).toEqual([false, true]);
  vi.advanceTimersByTime(1000);
  expect(changes).toEqual([false, true, false]);
});

test('load that goes on keeps it on', () => {
  const { compiler: one, changes } = compiler();
  one.calm();
  for (let second = 0; second < 5; second += 1) {
    ask(one, 40, second * 1000, 25);
    vi.advanceTimersByTime(1000);
  }
  expect(changes).toEqual([false, true]);
});
