import type { ThreadCensus } from '../model/measured-lane.js';
import type { MetricRecord } from '../model/metric-record.js';
import { faultMetrics } from './fault-metrics.js';
import { loadMetrics } from './load-metrics.js';
import { censusOf, CELL_METRICS, intervalOf, put, putRow, sampleOf, usedCells } from './sample-metrics.js';
import { scalingMetrics } from './scaling-metrics.js';
import { isPart, numberAt, type Part, partAt, partsAt, textAt } from './summary-parts.js';

/** What is taken from a lane's summary. */
export interface LaneFigures {
  metrics: Record<string, MetricRecord>;
  /** Threads by row; the empty name where a lane has one row. */
  threads: Record<string, ThreadCensus>;
}

/** Every comparable figure of a lane's summary, by full name. A lane that is not known gives its derived ones. */
export function laneFigures(lane: string, summary: Part): LaneFigures {
  const figures: LaneFigures = { metrics: {}, threads: {} };
  if (lane === 'footprint') footprint(figures, summary);
  else if (lane === 'scaling') scalingMetrics(figures, summary);
  else if (lane === 'load' || lane === 'sweep') loadMetrics(figures, lane, summary);
  else if (lane === 'fault') faultMetrics(figures, summary);
  else if (lane === 'churn') churn(figures, summary);
  else if (lane === 'heap') put(figures.metrics, 'heap.total_leaked_bytes', countAt(summary, 'total_leaked'));
  else if (lane === 'memcheck') memcheck(figures, summary);
  derived(figures, lane, summary);
  return figures;
}

function footprint(figures: LaneFigures, summary: Part): void {
  const cells = partsAt(summary, 'cells');
  putRow(figures.metrics, 'footprint', cells, partAt(summary, 'cell'));
  const census = censusOf(cells);
  if (census !== null) figures.threads[''] = census;
  const used = usedCells(cells);
  const subjects = new Set(used.flatMap((cell) => Object.keys(partAt(cell, 'subjects'))));
  for (const subject of subjects) {
    const own = used.map((cell) => partAt(partAt(cell, 'subjects'), subject));
    for (const name of CELL_METRICS) {
      put(
        figures.metrics,
        `footprint[${subject}].${name}`,
        sampleOf(own.map((part) => numberAt(part, name))),
      );
    }
  }
}

function churn(figures: LaneFigures, summary: Part): void {
  const part = partAt(summary, 'churn');
  put(figures.metrics, 'churn.slope_b_s', intervalOf(part, 'slope_b_s', 'lo95', 'hi95'));
  put(
    figures.metrics,
    'churn.bytes_per_change',
    intervalOf(part, 'bytes_per_change', 'bytes_per_change_lo95', 'bytes_per_change_hi95'),
  );
}

function memcheck(figures: LaneFigures, summary: Part): void {
  for (const kind of ['definitely_lost', 'indirectly_lost', 'possibly_lost']) {
    put(figures.metrics, `memcheck.${kind}_bytes`, countAt(summary, kind));
  }
}

/** A count of bytes, given bare or as `{bytes, blocks}`. */
function countAt(summary: Part, key: string): MetricRecord | null {
  const found = summary[key];
  const value = isPart(found) ? numberAt(found, 'bytes') : numberAt(summary, key);
  return value === null ? null : { kind: 'count', value };
}

/** The profile's own metrics, one value a row. */
function derived(figures: LaneFigures, lane: string, summary: Part): void {
  for (const [row, values] of Object.entries(partAt(summary, 'derived'))) {
    if (!isPart(values)) continue;
    const prefix =
      row === '' || row === lane || row === textAt(summary, 'profile') ? lane : `${lane}[${row}]`;
    for (const name of Object.keys(values)) {
      const value = numberAt(values, name);
      const full = `${prefix}.${name}`;
      if (value === null || full in figures.metrics) continue;
      figures.metrics[full] = { kind: 'sample', values: null, median: value };
    }
  }
}
