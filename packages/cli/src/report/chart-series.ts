import path from 'node:path';
import type { StoredSample } from '../engine/cell-store.js';
import { readSamples } from '../engine/cell-store.js';
import type { Summary } from '../engine/run-lane.js';
import { cellRecordsOf } from '../engine/run-lane.js';
import type { CellRecord } from '../lanes/cell-record.js';

/** What a chart needs of one process in one cell. */
export interface ChartSeries {
  cell_id: string;
  label: string;
  repeat: number;
  group: string | null;
  subject: string;
  steady_from_s: number | null;
  points: {
    t_s: number;
    phase: 'warmup' | 'window';
    uss_kib: number | null;
    anonymous_kib: number | null;
    cpu_cores: number | null;
    num_threads: number | null;
  }[];
}

/** Lanes in which a further process may be the one that matters. */
const EVERY_SUBJECT: readonly string[] = ['fault'];

/** The main subject's samples of every measured cell of a lane; every subject's where the lane needs it. */
export function chartSeries(laneDir: string, summary: Summary): ChartSeries[] {
  return cellRecordsOf(summary)
    .filter((cell) => cell.status === 'ok' && isPlainName(cell.id))
    .flatMap((cell) => {
      const samples = readSamples(laneDir, cell.id);
      const names = [...new Set(samples.map((sample) => sample.subject))];
      const shown = EVERY_SUBJECT.includes(summary.lane) ? names : names.slice(0, 1);
      return shown.map((subject) => seriesOf(cell, subject, samples));
    });
}

function seriesOf(cell: CellRecord, subject: string, samples: readonly StoredSample[]): ChartSeries {
  return {
    cell_id: cell.id,
    label: cell.label,
    repeat: cell.repeat,
    group: cell.group,
    subject,
    steady_from_s: cell.steady_from_s,
    points: samples
      .filter((sample) => sample.subject === subject)
      .map(({ t_s, phase, uss_kib, anonymous_kib, cpu_cores, num_threads }) => ({
        t_s,
        phase,
        uss_kib,
        anonymous_kib,
        cpu_cores,
        num_threads,
      })),
  };
}

// A summary may come from somebody else: its cell ids must not lead out of the lane's folder.
function isPlainName(id: string): boolean {
  return typeof id === 'string' && path.basename(id) === id && id !== '..' && id !== '.';
}
