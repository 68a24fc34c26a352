import type { Sample } from '../sample.js';
import { COLUMN_NAMES, COLUMNS } from './columns.js';

/** Media type of the exposition, for the scrape endpoint. */
export const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/**
 * OpenMetrics 1.0 text of one or more samples. One sample carries no timestamp (a scrape); several carry theirs, which
 * is what backfill tools read. Families without any value are left out: an unknown is absent, never zero.
 */
export function openMetrics(samples: readonly Sample[], labels: Readonly<Record<string, string>>): string {
  const suffix = labelText(labels);
  const lines: string[] = [];
  for (const column of COLUMN_NAMES) {
    const metric = COLUMNS[column];
    if (metric === null) continue;
    const points: string[] = [];
    for (const sample of samples) {
      const value = sample[column];
      if (typeof value !== 'number') continue;
      const name = metric.type === 'counter' ? `${metric.name}_total` : metric.name;
      const time = samples.length === 1 ? '' : ` ${sample.wall_time_ms / 1e3}`;
      points.push(`${name}${suffix} ${tidy(value * metric.factor)}${time}`);
    }
    if (points.length === 0) continue;
    lines.push(`# TYPE ${metric.name} ${metric.type}`, `# HELP ${metric.name} ${metric.help}.`, ...points);
  }
  return [...lines, '# EOF', ''].join('\n');
}

/** Factors below one bring binary dust (0.30000000000000004) that only costs bytes. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

function labelText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
}
