import { Worker } from 'node:worker_threads';

/** Shares of a core a thread is kept busy for; one of 1.5 cores takes two threads. */
const MOST_PER_THREAD = 0.95;

/**
 * A steady CPU load: threads that work until the time on their own CPU clock has caught up with its share of the wall
 * time, then rest. A stall of the host is made up for, so the mean over a window is what it was told to be.
 * @param cores 0 to the number of processors
 */
export function burnCpu(cores: number): () => void {
  const threads = Math.ceil(cores / MOST_PER_THREAD);
  const workers = Array.from(
    { length: threads },
    () =>
      new Worker(SOURCE, {
        eval: true,
        workerData: { share: cores / threads },
        resourceLimits: { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 },
      }),
  );
  return () => workers.forEach((worker) => void worker.terminate());
}

// The first field of schedstat is the thread's time on a processor in nanoseconds.
const SOURCE = `
const { openSync, readSync } = require('node:fs');
const { workerData: { share } } = require('node:worker_threads');
const file = openSync('/proc/thread-self/schedstat', 'r');
const buffer = Buffer.alloc(64);
const cell = new Int32Array(new SharedArrayBuffer(4));
function cpuMs() {
  const length = readSync(file, buffer, 0, 64, 0);
  let ns = 0;
  for (let i = 0; i < length && buffer[i] >= 48; i += 1) ns = ns * 10 + buffer[i] - 48;
  return ns / 1e6;
}
const startMs = performance.now();
const startCpuMs = cpuMs();
for (;;) {
  const due = share * (performance.now() - startMs);
  while (cpuMs() - startCpuMs < due) for (let i = 0; i < 20000; i += 1) Math.sqrt(i);
  Atomics.wait(cell, 0, 0, 5);
}
`;
