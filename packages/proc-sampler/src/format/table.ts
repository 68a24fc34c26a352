import type { Sample } from '../sample.js';
import { sparkline } from './sparkline.js';
import { formatCores, formatCount, formatKib } from './units.js';

const WIDTHS = [9, 12, 12, 12, 12, 9, 8, 6];
const HEADINGS = ['t s', 'USS', 'PSS', 'RSS', 'anonymous', 'CPU', 'threads', 'fds'];

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => cell.padStart(WIDTHS[i] as number)).join(' ') + '\n';
}

/** Heading of the plain table. */
export function tableHeader(): string {
  return row(HEADINGS);
}

/** One line of the plain table, for a pipe or a file. */
export function tableLine(sample: Sample): string {
  return row([
    sample.t_s.toFixed(2),
    formatKib(sample.uss_kib),
    formatKib(sample.pss_kib),
    formatKib(sample.rss_kib),
    formatKib(sample.anonymous_kib),
    formatCores(sample.cpu_cores),
    formatCount(sample.num_threads),
    formatCount(sample.num_fds),
  ]);
}

/** History a live view needs. */
export interface LiveState {
  title: string;
  uss: (number | null)[];
  cpu: (number | null)[];
  /** The last reading of memory: with a slower memory interval the newest sample may have none. */
  memory: Sample | null;
}

const HISTORY = 240;

/** Adds a sample to the history of a live view, which stays bounded. */
export function pushLive(state: LiveState, sample: Sample): void {
  if (sample.uss_kib !== null || state.memory === null) state.memory = sample;
  if (sample.uss_kib !== null) state.uss.push(sample.uss_kib);
  state.cpu.push(sample.cpu_cores);
  if (state.uss.length > HISTORY) state.uss.shift();
  if (state.cpu.length > HISTORY) state.cpu.shift();
}

/** The live view as lines, none wider than `columns`. */
export function liveLines(state: LiveState, sample: Sample, columns: number): string[] {
  const memory = state.memory ?? sample;
  const bars = Math.max(10, Math.min(HISTORY, columns - 30));
  const pair = (left: string, a: string, right: string, b: string): string =>
    `${left.padEnd(15)}${a.padStart(12)}   ${right.padEnd(15)}${b.padStart(12)}`;
  const lines = [
    `${state.title}   ${sample.t_s.toFixed(1)} s`,
    `USS ${formatKib(memory.uss_kib).padStart(12)}  ${sparkline(state.uss, bars)}`,
    `CPU ${formatCores(sample.cpu_cores).padStart(12)}  ${sparkline(state.cpu, bars)}`,
    pair('anonymous', formatKib(sample.anonymous_kib), 'PSS', formatKib(memory.pss_kib)),
    pair(
      'private clean',
      formatKib(memory.private_clean_kib),
      'private dirty',
      formatKib(memory.private_dirty_kib),
    ),
    pair('RSS', formatKib(sample.rss_kib), 'shmem', formatKib(sample.shmem_kib)),
    pair('threads', formatCount(sample.num_threads), 'descriptors', formatCount(memory.num_fds)),
    pair('host busy', formatCores(sample.host_busy_cores), 'host load', formatCount(sample.host_load1)),
  ];
  return lines.map((line) => line.slice(0, columns));
}
