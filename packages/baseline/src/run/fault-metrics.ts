import type { LaneFigures } from './lane-metrics.js';
import { intervalOf, put } from './sample-metrics.js';
import { numberAt, type Part, partAt, partsAt, textAt } from './summary-parts.js';

/** Rows by mode and number of faults, with the process where it is not the main one. */
export function faultMetrics(figures: LaneFigures, summary: Part): void {
  for (const row of partsAt(summary, 'rows')) {
    const key = `${textAt(row, 'mode') ?? '?'},${numberAt(row, 'faults') ?? '?'}`;
    const subjects = partAt(row, 'subjects');
    for (const name of Object.keys(subjects)) {
      const prefix = `fault[${name === 'main' ? key : `${key},${name}`}]`;
      const subject = partAt(subjects, name);
      for (const metric of ['peak_rise_kib', 'capture_duration_s', 'residual_kib']) {
        put(
          figures.metrics,
          `${prefix}.${metric}`,
          intervalOf(subject, `${metric}_median`, `${metric}_lo95`, `${metric}_hi95`),
        );
      }
    }
  }
}
