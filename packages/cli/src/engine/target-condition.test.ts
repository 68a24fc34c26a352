import type { WatchResult } from '@medkit-bench/proc-sampler';
import type { Instance } from '@medkit-bench/targets';
import { describe, expect, it } from 'vitest';
import { describeEnd, requireAnswer, requireRunning, targetDied } from './target-condition.js';

const WHOLE = {
  ended: { reason: 'duration', detail: 'watched' },
  stopped_ticks: 0,
  sample_count: 10,
} as WatchResult;

const instance = (end: Awaited<Instance['exited']> | null, log: string[] = []): Instance =>
  ({
    running: () => end === null,
    exited: end === null ? new Promise(() => undefined) : Promise.resolve(end),
    logTail: () => log,
  }) as Partial<Instance> as Instance;

const RUNS = { instance: instance(null) };

describe('requireRunning', () => {
  it('lets the window of a running target pass, also where the place cannot be asked', async () => {
    await requireRunning(RUNS, 'main', WHOLE);
    await requireRunning({ ...RUNS, condition: () => Promise.reject(new Error('gone')) }, 'main', WHOLE);
  });

  it('refuses one that was stopped for a single sample, paused, or ended', async () => {
    await expect(requireRunning(RUNS, 'main', { ...WHOLE, stopped_ticks: 1 })).rejects.toThrow(
      /stopped by a signal or a debugger in 1 of 10/,
    );
    const paused = { ...RUNS, condition: () => Promise.resolve('its container is paused') };
    await expect(requireRunning(paused, 'main', WHOLE)).rejects.toThrow(/container is paused/);
    const ended = { ...WHOLE, ended: { reason: 'target-exited' as const, detail: 'pid 7 has exited' } };
    const killed = { instance: instance({ code: null, signal: 'SIGKILL' }) };
    await expect(requireRunning(killed, 'main', ended)).rejects.toThrow(
      /target-exited.*pid 7 has exited; killed by SIGKILL.*memory ran out/,
    );
    const foreign = { ...instance(null), running: () => false };
    await expect(requireRunning({ instance: foreign }, 'main', ended)).rejects.toThrow(/pid 7 has exited$/);
    const oom = { ...killed, condition: () => Promise.resolve('out of memory') };
    await expect(requireRunning(oom, 'main', ended)).rejects.toThrow(/exited; out of memory/);
  });
});

it('refuses a target that answers no more, and only such a one', () => {
  expect(requireAnswer(5, 6)).toBe(6);
  expect(requireAnswer(null, null)).toBeNull();
  expect(() => requireAnswer(5, null)).toThrow(/answered before its window and not after/);
});

it('says how a target ended and shows its last words', async () => {
  const died = await targetDied({ instance: instance({ code: 3, signal: null }, ['oh no']) }, 'at start');
  expect(died.message).toBe('the target ended at start (exit code 3); its last lines:\n  | oh no');
  const silent = await targetDied({ instance: instance({ code: 137, signal: null }) }, 'at start');
  expect(silent.message).toMatch(/memory ran out.*it printed nothing/);
  expect(describeEnd({ code: null, signal: null })).toBe('how is not known');
  expect(describeEnd({ code: null, signal: 'SIGTERM' })).toBe('signal SIGTERM');
});
