import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Sample } from '@medkit-bench/proc-sampler';

/** The file in a run's folder that says what the run is doing right now; gone when it is doing nothing. */
export const LIVE_FILE = 'live.ndjson';

/** What a sample of the live feed holds; `at_s` counts from the start of the cell. */
export interface LiveSample {
  at_s: number;
  uss_kib: number | null;
  anonymous_kib: number | null;
  cpu_cores: number | null;
  num_threads: number | null;
}

/** One line of the live feed. The first is a `cell`, so that a reader needs nothing before it. */
export type LiveLine =
  | {
      kind: 'cell';
      pid: number;
      lane: string;
      index: number;
      cells: number;
      id: string;
      label: string;
      started_at: string;
    }
  | { kind: 'phase'; phase: string; left_s: number }
  | ({ kind: 'sample' } & LiveSample);

/** Shortest and longest time between two writes; in between, a two-thousandth of what the cell has lasted. */
const MIN_PERIOD_S = 0.5;
const MAX_PERIOD_S = 10;
const PERIODS = 2000;

/**
 * Writes what a cell is doing for whoever follows it. Begins anew with each cell and writes ever more seldom, so that
 * a day at ten samples a second stays at a few megabytes; of what lies between two writes the extremes are kept.
 * A feed that cannot be written ends: it must never harm the run it tells of.
 */
export class LiveFeed {
  readonly #file: string;
  #open = false;
  #startedMs = 0;
  #writtenS = 0;
  #pending: LiveSample[] = [];

  constructor(runDir: string) {
    this.#file = path.join(runDir, LIVE_FILE);
  }

  cell(of: { lane: string; index: number; cells: number; id: string; label: string }): void {
    this.#startedMs = performance.now();
    this.#writtenS = 0;
    this.#pending = [];
    this.#open = true;
    const line: LiveLine = { kind: 'cell', pid: process.pid, ...of, started_at: new Date().toISOString() };
    this.#try(() => writeFileSync(this.#file, `${JSON.stringify(line)}\n`));
  }

  phase(phase: string, leftS: number): void {
    this.#flush();
    this.#append([{ kind: 'phase', phase, left_s: Math.round(leftS) }]);
  }

  sample({ uss_kib, anonymous_kib, cpu_cores, num_threads }: Sample): void {
    if (!this.#open) return;
    const at_s = Math.round(performance.now() - this.#startedMs) / 1000;
    this.#pending.push({ at_s, uss_kib, anonymous_kib, cpu_cores, num_threads });
    if (at_s - this.#writtenS >= Math.min(MAX_PERIOD_S, Math.max(MIN_PERIOD_S, at_s / PERIODS)))
      this.#flush();
  }

  close(): void {
    this.#open = false;
    rmSync(this.#file, { force: true });
  }

  #flush(): void {
    const lines = extremesOf(this.#pending).map((sample): LiveLine => ({ kind: 'sample', ...sample }));
    this.#writtenS = this.#pending.at(-1)?.at_s ?? this.#writtenS;
    this.#pending = [];
    this.#append(lines);
  }

  #append(lines: readonly LiveLine[]): void {
    if (this.#open && lines.length > 0)
      this.#try(() => appendFileSync(this.#file, lines.map((line) => `${JSON.stringify(line)}\n`).join('')));
  }

  #try(write: () => void): void {
    try {
      write();
    } catch {
      this.#open = false;
    }
  }
}

/** The last sample and those that hold the lowest and highest memory and the highest CPU, in order. */
export function extremesOf(samples: readonly LiveSample[]): LiveSample[] {
  const memory = (sample: LiveSample): number | null => sample.anonymous_kib ?? sample.uss_kib;
  const kept = new Set([
    most(samples, (sample) => negative(memory(sample))),
    most(samples, memory),
    most(samples, (sample) => sample.cpu_cores),
    samples.length - 1,
  ]);
  return samples.filter((_, index) => kept.has(index));
}

function negative(value: number | null): number | null {
  return value === null ? null : -value;
}

function most(samples: readonly LiveSample[], of: (sample: LiveSample) => number | null): number {
  let best = -1;
  let bestValue = -Infinity;
  for (const [index, sample] of samples.entries()) {
    const value = of(sample);
    if (value === null || value <= bestValue) continue;
    best = index;
    bestValue = value;
  }
  return best;
}
