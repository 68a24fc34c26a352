import path from 'node:path';
import { readSamples } from '../engine/cell-store.js';
import type { Summary } from '../engine/run-lane.js';

/** What a chart needs of one cell's samples. */
export interface ChartSeries {
  cell_id: string;
  label: string;
  repeat: number;
  steady_from_s: number | null;
  points: {
    t_s: number;
    phase: 'warmup' | 'window';
    uss_kib: number | null;
    anonymous_kib: number | null;
    cpu_cores: number | null;
  }[];
}

/** The main subject's samples of every measured cell of a lane. */
export function chartSeries(laneDir: string, summary: Summary): ChartSeries[] {
  return summary.cells
    .filter((cell) => cell.status === 'ok' && isPlainName(cell.id))
    .map((cell) => {
      const samples = readSamples(laneDir, cell.id);
      const main = samples[0]?.subject;
      return {
        cell_id: cell.id,
        label: cell.label,
        repeat: cell.repeat,
        steady_from_s: cell.steady_from_s,
        points: samples
          .filter((sample) => sample.subject === main)
          .map(({ t_s, phase, uss_kib, anonymous_kib, cpu_cores }) => ({
            t_s,
            phase,
            uss_kib,
            anonymous_kib,
            cpu_cores,
          })),
      };
    });
}

// A summary may come from somebody else: its cell ids must not lead out of the lane's folder.
function isPlainName(id: string): boolean {
  return typeof id === 'string' && path.basename(id) === id && id !== '..' && id !== '.';
}
