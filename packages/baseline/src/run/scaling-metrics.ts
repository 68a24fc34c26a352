import type { LaneFigures } from './lane-metrics.js';
import { censusOf, intervalOf, put, putRow } from './sample-metrics.js';
import { numberAt, type Part, partAt, partsAt } from './summary-parts.js';

/** The refresh rate whose fit has the plain name when several were measured: the default one. */
const MAIN_REFRESH_MS = 1000;

/** Rows by size (`scaling[50].uss_kib`, `scaling[50@200ms]` beside other rates) and the fits (`scaling.exponent`). */
export function scalingMetrics(figures: LaneFigures, summary: Part): void {
  const fits = partsAt(summary, 'fits');
  // The Python harness has one fit under another name.
  const all = fits.length > 0 ? fits : [partAt(summary, 'fit')];
  const main = all.find((fit) => numberAt(fit, 'refresh_ms') === MAIN_REFRESH_MS) ?? all[0]!;
  for (const fit of all) putFit(figures, fit === main ? 'scaling' : `scaling[${rate(fit)}]`, fit);
  const cells = partsAt(summary, 'cells');
  const rates = new Set(partsAt(summary, 'rows').map((row) => numberAt(row, 'refresh_ms')));
  for (const row of partsAt(summary, 'rows')) {
    const size = numberAt(row, 'entities_asked') ?? numberAt(row, 'entity_count');
    if (size === null) continue;
    const key = rates.size > 1 ? `${size}@${rate(row)}` : String(size);
    const own = cells.filter(
      (cell) =>
        numberAt(cell, 'entities_asked') === numberAt(row, 'entities_asked') &&
        numberAt(cell, 'refresh_ms') === numberAt(row, 'refresh_ms'),
    );
    putRow(figures.metrics, `scaling[${key}]`, own, row);
    const census = censusOf(own);
    if (census !== null) figures.threads[key] = census;
  }
}

function putFit(figures: LaneFigures, prefix: string, fit: Part): void {
  const { metrics } = figures;
  put(metrics, `${prefix}.exponent`, intervalOf(fit, 'exponent', 'ci_lo', 'ci_hi'));
  put(
    metrics,
    `${prefix}.growth_exponent`,
    intervalOf(partAt(fit, 'growth_anonymous'), 'exponent', 'lo', 'hi'),
  );
  put(
    metrics,
    `${prefix}.kib_per_entity`,
    intervalOf(partAt(fit, 'marginal'), 'kib_per_entity', 'lo95', 'hi95'),
  );
}

function rate(part: Part): string {
  return `${numberAt(part, 'refresh_ms') ?? '?'}ms`;
}
