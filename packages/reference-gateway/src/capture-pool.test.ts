import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CapturePool } from './capture-pool.js';
import { loadParams } from './params.js';
import { Recorder } from './recorder.js';

function params(set: Record<string, unknown>): Map<string, unknown> {
  return new Map([...loadParams(null, () => undefined), ...Object.entries(set)]);
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('CapturePool', () => {
  it('runs as many as it has workers, queues the rest, and gives everything back', () => {
    const done: string[] = [];
    const pool = new CapturePool(
      params({ 'reference.capture_bytes': 65_536, 'reference.capture_duration_s': 1 }),
      (code) => done.push(code),
    );
    for (const code of ['A', 'B', 'C']) pool.capture(code);
    expect([pool.active, pool.waiting]).toEqual([2, 1]);
    vi.advanceTimersByTime(1000);
    expect([pool.active, pool.waiting]).toEqual([1, 0]);
    vi.advanceTimersByTime(1000);
    expect(done).toEqual(['A', 'B', 'C']);
    expect(pool.keptBytes).toBe(0);
  });

  it('keeps what it is told to keep, for good', () => {
    const pool = new CapturePool(
      params({ 'reference.capture_bytes': 65_536, 'reference.capture_retain_bytes': 8192 }),
      () => undefined,
    );
    pool.capture('A');
    vi.advanceTimersByTime(500);
    expect(pool.keptBytes).toBe(8192);
  });

  it('drops the newest when its queue is full', () => {
    const pool = new CapturePool(
      params({ 'snapshots.capture_pool_size': 1, 'snapshots.capture_queue_depth': 1 }),
      () => undefined,
    );
    for (const code of ['A', 'B', 'C']) pool.capture(code);
    expect(pool.dropped).toBe(1);
  });
});

describe('Recorder', () => {
  it('writes one at a time and skips while busy', () => {
    const recorder = new Recorder(
      params({ 'snapshots.rosbag.enabled': true, 'reference.recording_duration_s': 1 }),
    );
    recorder.record('A');
    recorder.record('B');
    vi.advanceTimersByTime(1000);
    recorder.record('C');
    vi.advanceTimersByTime(1000);
    expect(recorder.recordings.map(({ faultCode }) => faultCode)).toEqual(['A', 'C']);
    expect(recorder.skipped).toBe(1);
  });

  it('writes nothing when it is off', () => {
    const recorder = new Recorder(params({}));
    recorder.record('A');
    vi.advanceTimersByTime(5000);
    expect(recorder.recordings).toEqual([]);
  });
});
