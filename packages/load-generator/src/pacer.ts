import { Worker } from 'node:worker_threads';
import { nowMs } from './monotonic-clock.js';

/**
 * Node's timers have a grain of a millisecond, more than a fast answer takes. A thread that sleeps on a
 * futex wakes within about 0.1 ms; it calls slightly early and the receiver waits out the rest.
 * Kept as text because the package also runs from its sources and as one bundled file.
 */
const PACER_SOURCE = `
const { parentPort, workerData } = require('node:worker_threads');
const flag = new Int32Array(workerData.flag);
const now = () => Number(process.hrtime.bigint()) / 1e6;
for (let tick = 0; Atomics.load(flag, 0) === 0; tick += 1) {
  const leadMs = Atomics.load(flag, 1) / 1000;
  const wait = workerData.startMs + tick * workerData.periodMs - leadMs - now();
  if (wait > 0) Atomics.wait(flag, 0, 0, wait);
  if (Atomics.load(flag, 0) === 0) parentPort.postMessage(0);
}`;

/** Lead over the due time to begin with: futex wake-up plus message delivery, measured at 0.11 ms on one host. */
export const PACER_LEAD_MS = 0.12;
/** Longest lead; on another host, a virtual machine, the two took 0.2 to 0.35 ms at the median. */
export const LONGEST_LEAD_MS = 0.5;
/** Faster schedules share a tick: everything due is sent at each one. */
const SHORTEST_TICK_MS = 0.25;

/** A running tick; `stop()` resolves once its thread has ended. */
export interface Pacer {
  /**
   * Spins until `dueMs` when it is at most the longest lead away; the event loop is held that long at most.
   *
   * @returns the time after the wait
   */
  waitOut(dueMs: number): number;
  stop(): Promise<void>;
}

/** Calls `onTick` up to {@link LONGEST_LEAD_MS} ahead of every `startMs + k * periodMs`. */
export function startPacer(startMs: number, periodMs: number, onTick: () => void): Pacer {
  const flag = new SharedArrayBuffer(8);
  const view = new Int32Array(flag);
  const lead = new PacerLead();
  Atomics.store(view, 1, lead.us);
  const worker = new Worker(PACER_SOURCE, {
    eval: true,
    // A program that came on standard input as a module would have its options read this text as one.
    execArgv: [],
    workerData: { flag, startMs, periodMs: Math.max(periodMs, SHORTEST_TICK_MS) },
    // The thread holds a few numbers; the defaults would reserve for a program.
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  worker.on('message', onTick);
  return {
    waitOut(dueMs: number): number {
      let now = nowMs();
      if (dueMs - now > LONGEST_LEAD_MS) return now;
      // A shared tick comes at any distance from what is due next, so it teaches nothing.
      if (periodMs >= SHORTEST_TICK_MS) Atomics.store(view, 1, lead.learn(dueMs - now));
      while (now < dueMs) now = nowMs();
      return now;
    },
    async stop(): Promise<void> {
      worker.off('message', onTick);
      Atomics.store(view, 0, 1);
      Atomics.notify(view, 0);
      await worker.terminate();
    },
  };
}

/**
 * How far ahead to tick: what is spun away is CPU spent for nothing, and what comes late is lag. Steps of one and
 * three settle where three ticks in four come in time (Robbins and Monro 1951), whatever the host's wake-up takes: the
 * median knows no lag then, and the last quarter would cost twice the spinning.
 */
export class PacerLead {
  #us = PACER_LEAD_MS * 1000;

  /** In whole microseconds. */
  get us(): number {
    return Math.round(this.#us);
  }

  /** Takes in by how much a tick came early, in ms, negative when late; gives the next lead. */
  learn(earlyMs: number): number {
    const step = earlyMs > 0 ? -1 : 3;
    this.#us = Math.min(LONGEST_LEAD_MS * 1000, Math.max(0, this.#us + step));
    return this.us;
  }
}
