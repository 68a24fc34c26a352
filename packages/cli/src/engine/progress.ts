import type { Sample } from '@medkit-bench/proc-sampler';
import type { CellPlan } from './cell.js';

/** Where progress goes. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/**
 * Shows lane, cell, phase, live memory and CPU and the time that is left: one line that is redrawn
 * on a terminal, a plain line per event elsewhere.
 */
export class Progress {
  readonly #out: ProgressOutput;
  readonly #lane: string;
  readonly #cells: number;
  readonly #quiet: boolean;
  readonly #remainingS: number[];
  #index = 0;
  #cell = '';
  #phase = '';
  #startedMs = performance.now();
  #cellStartedMs = performance.now();
  #factor = 1;
  #live = '';

  /** @param estimates seconds that each planned cell should take */
  constructor(out: ProgressOutput, lane: string, estimates: readonly number[], quiet: boolean) {
    this.#out = out;
    this.#lane = lane;
    this.#cells = estimates.length;
    this.#remainingS = [...estimates];
    this.#quiet = quiet;
  }

  cellStart(index: number, plan: CellPlan): void {
    this.#index = index;
    this.#cell = plan.label;
    this.#cellStartedMs = performance.now();
    this.#live = '';
    if (!this.#tty()) this.#line(`cell ${index + 1}/${this.#cells} ${plan.label} - ${this.#eta()} left`);
  }

  phase(phase: string): void {
    this.#phase = phase;
    this.#draw();
  }

  sample(sample: Sample): void {
    const memory = sample.uss_kib === null ? 'USS unknown' : `USS ${(sample.uss_kib / 1024).toFixed(1)} MiB`;
    const cpu = sample.cpu_cores === null ? '' : `, CPU ${sample.cpu_cores.toFixed(3)} cores`;
    this.#live = memory + cpu;
    this.#draw();
  }

  /** Closes a cell; what it really took corrects the estimate of the rest. */
  cellEnd(index: number, outcome: string): void {
    const tookS = (performance.now() - this.#cellStartedMs) / 1000;
    const estimateS = this.#remainingS[index] ?? tookS;
    if (estimateS > 0) this.#factor = this.#factor * 0.5 + (tookS / estimateS) * 0.5;
    this.#remainingS[index] = 0;
    this.#clear();
    this.#line(`cell ${index + 1}/${this.#cells} ${this.#cell}: ${outcome}`);
  }

  /** A finished cell that a resumed run keeps. */
  cellKept(index: number): void {
    this.#remainingS[index] = 0;
  }

  note(text: string): void {
    this.#clear();
    this.#line(text);
  }

  done(): void {
    this.#clear();
  }

  #tty(): boolean {
    return this.#out.isTTY === true;
  }

  /** Seconds until the lane should be through. */
  protected leftS(): number {
    const spentS = (performance.now() - this.#cellStartedMs) / 1000;
    const rest = this.#remainingS.reduce((sum, s) => sum + s, 0) * this.#factor - spentS;
    return Math.max(0, rest);
  }

  #eta(): string {
    return formatDuration(this.leftS());
  }

  #draw(): void {
    if (this.#quiet || !this.#tty()) return;
    const text = `${this.#lane} ${this.#index + 1}/${this.#cells} ${this.#cell} · ${this.#phase}${this.#live ? ` · ${this.#live}` : ''} · ${this.#eta()} left`;
    this.#out.write(`\r\u001b[2K${text.slice(0, (this.#out.columns ?? 100) - 1)}`);
  }

  #clear(): void {
    if (!this.#quiet && this.#tty()) this.#out.write('\r\u001b[2K');
  }

  #line(text: string): void {
    if (this.#quiet) return;
    const atS = (performance.now() - this.#startedMs) / 1000;
    this.#out.write(`[${this.#lane} ${formatDuration(atS)}] ${text}\n`);
  }
}

/** `45 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(seconds: number): string {
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${String(s % 60).padStart(2, '0')} s`;
  return `${Math.floor(s / 3600)} h ${String(Math.floor((s % 3600) / 60)).padStart(2, '0')} min`;
}
