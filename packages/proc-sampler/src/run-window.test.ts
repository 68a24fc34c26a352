import { describe, expect, test } from 'vitest';
import { processReading, reading } from '../test/readings.ts';
import { ProcError } from './errors.js';
import type { Reading } from './reading.js';
import { runWindow, type ReadingSource, type WindowClock } from './run-window.js';
import type { WatchResult, WindowOptions } from './watch-types.js';

/** Time that stands still until a timer fires; reading takes as long as the source says. */
class FakeClock implements WindowClock {
  time = 100;
  #timers: { atS: number; callback: () => void }[] = [];
  nowS(): number {
    return this.time;
  }
  cpuS(): number {
    return 0;
  }
  after(delayS: number, callback: () => void): () => void {
    const timer = { atS: this.time + delayS, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }
  async run(): Promise<void> {
    for (let next = this.#timers.shift(); next !== undefined; next = this.#timers.shift()) {
      this.time = Math.max(this.time, next.atS);
      next.callback();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function source(
  clock: FakeClock,
  read: (tick: number) => Reading,
): ReadingSource & { closed: number; due: string[] } {
  let tick = 0;
  return {
    notes: new Set(['a note']),
    nproc: 2,
    clockGrainS: 1e-9,
    isLocal: true,
    closed: 0,
    due: [],
    read(due) {
      this.due.push(`${due.memory ? 'm' : ''}${due.host ? 'h' : ''}`);
      return read(tick++);
    },
    close() {
      this.closed += 1;
    },
  };
}

async function watch(
  options: WindowOptions,
  read: (tick: number, clock: FakeClock) => Reading,
): Promise<{ result: WatchResult; due: string[]; closed: number }> {
  const clock = new FakeClock();
  const from = source(clock, (tick) => read(tick, clock));
  const { done } = runWindow(from, { pid: 7, tree: false }, options, clock);
  const [result] = await Promise.all([done, clock.run()]);
  return { result, due: from.due, closed: from.closed };
}

describe('runWindow', () => {
  test('samples both ends of the window', async () => {
    const { result, closed } = await watch({ intervalS: 0.5, durationS: 2 }, (_, clock) =>
      reading(clock.time),
    );
    expect(result.samples.map(({ t_s }) => t_s)).toEqual([0, 0.5, 1, 1.5, 2]);
    expect(result).toMatchObject({
      expected_ticks: 5,
      missed_ticks: 0,
      ended: { reason: 'duration' },
      notes: ['a note'],
    });
    expect(closed).toBe(1);
  });

  test('the time a connection takes is not the window’s', async () => {
    const clock = new FakeClock();
    const from = source(clock, () => reading(clock.time));
    const open = async (): Promise<void> => {
      clock.time += 7.3;
    };
    const { done } = runWindow(
      { ...from, open },
      { pid: 7, tree: false },
      { intervalS: 1, durationS: 2 },
      clock,
    );
    const [result] = await Promise.all([done, clock.run()]);
    expect(result).toMatchObject({ sample_count: 3, missed_ticks: 0 });
  });

  test('a late sample does not shift those after it, and missed ticks are counted, not made up for', async () => {
    const { result } = await watch({ intervalS: 1, durationS: 6 }, (tick, clock) => {
      const taken = reading(clock.time);
      clock.time += tick === 1 ? 2.5 : 0.25;
      return taken;
    });
    expect(result.samples.map(({ t_s }) => t_s)).toEqual([0, 1, 4, 5, 6]);
    expect(result).toMatchObject({ expected_ticks: 7, missed_ticks: 2 });
  });

  test('samples that found the target stopped are counted', async () => {
    const { result } = await watch({ intervalS: 1, durationS: 5 }, (tick, clock) => {
      const taken = reading(clock.time);
      const state = ['S', 'T', 't', 'R', 'D', 'I'][tick] ?? 'S';
      return {
        ...taken,
        processes: taken.processes.map((one) => ({ ...one, stat: { ...one.stat, state } })),
      };
    });
    expect(result).toMatchObject({ sample_count: 6, stopped_ticks: 2, ended: { reason: 'duration' } });
  });

  test('memory maps and the host have their own intervals', async () => {
    const options = { intervalS: 0.25, memoryIntervalS: 0.5, durationS: 2 };
    const { due } = await watch(options, (_, clock) => reading(clock.time));
    expect(due).toEqual(['mh', '', 'm', '', 'mh', '', 'm', '', 'mh']);
  });

  test('a target that exits ends the window with what was gathered', async () => {
    const { result } = await watch({ intervalS: 1, durationS: 60 }, (tick, clock) => {
      if (tick === 3) throw new ProcError('MEDKIT_PROC_GONE', 'pid 7 has exited');
      return reading(clock.time);
    });
    expect(result.ended).toEqual({ reason: 'target-exited', detail: 'pid 7 has exited' });
    expect(result.samples).toHaveLength(3);
  });

  test.each([
    ['MEDKIT_PROC_RESTARTED', 'target-restarted'],
    ['MEDKIT_PROC_STREAM', 'stream-lost'],
    ['MEDKIT_PROC_PARSE', 'unreadable'],
  ] as const)('%s ends the window as %s', async (code, reason) => {
    const { result } = await watch({ intervalS: 1 }, (tick, clock) => {
      if (tick === 1) throw new ProcError(code, 'why');
      return reading(clock.time);
    });
    expect(result.ended).toEqual({ reason, detail: 'why' });
  });

  test('a window that cannot begin rejects, and the source is closed', async () => {
    const clock = new FakeClock();
    const from = source(clock, () => {
      throw new ProcError('MEDKIT_PROC_STREAM', 'no shell');
    });
    const { done } = runWindow(from, { pid: 7, tree: false }, { intervalS: 1 }, clock);
    const failed = expect(done).rejects.toMatchObject({ code: 'MEDKIT_PROC_STREAM' });
    await clock.run();
    await failed;
    expect(from.closed).toBe(1);
  });

  test('stop() keeps what was gathered', async () => {
    const clock = new FakeClock();
    const from = source(clock, () => reading(clock.time));
    const watching = runWindow(
      from,
      { pid: 7, tree: false },
      { intervalS: 1, onSample: ({ t_s }) => t_s === 2 && watching.stop() },
      clock,
    );
    const [result] = await Promise.all([watching.done, clock.run()]);
    expect(result).toMatchObject({
      ended: { reason: 'stopped' },
      sample_count: 3,
      expected_ticks: 3,
      missed_ticks: 0,
    });
  });

  test('without keeping samples the summary is the same', async () => {
    const { result } = await watch({ intervalS: 1, durationS: 4, keepSamples: false }, (tick, clock) =>
      reading(clock.time, [processReading({ utimeTicks: 100 + 50 * tick })]),
    );
    expect(result.samples).toEqual([]);
    expect(result).toMatchObject({ sample_count: 5, window_s: 4 });
    expect(result.cpu_cores_mean).toBeCloseTo(0.5);
    expect(result.observer).toMatchObject({
      memory_reads: 5,
      memory_read_ms_median: 1,
      map_lock_held_s: 0.005,
    });
  });

  test('jumps of Private_Clean are named with their cause', async () => {
    const clean = [8676, 8676, 6968, 6968, 9000];
    const rss = [38248, 38248, 38248, 38248, 40280];
    const { result } = await watch({ intervalS: 1, durationS: 4 }, (tick, clock) => {
      const process = processReading();
      const memory = { ...process.memory!, privateCleanKib: clean[tick]!, rssKib: rss[tick]! };
      return reading(clock.time, [{ ...process, memory }]);
    });
    expect(result.private_clean_jumps).toEqual([
      { t_s: 2, from_kib: 8676, to_kib: 6968, cause: 'sharing' },
      { t_s: 4, from_kib: 6968, to_kib: 9000, cause: 'mapping' },
    ]);
    expect(result.notes.join()).toMatch(/jumped 1 times because other processes/);
  });

  test.each([0, -1, NaN, Infinity])('an interval of %s is refused', (intervalS) => {
    const clock = new FakeClock();
    const from = source(clock, () => reading(0));
    expect(() => runWindow(from, { pid: 7, tree: false }, { intervalS }, clock)).toThrow(/intervalS must be/);
  });
});
