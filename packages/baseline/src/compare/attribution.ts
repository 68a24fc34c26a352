import type { MeasuredLane } from '../model/measured-lane.js';
import { centreOf } from '../model/metric-record.js';
import { formatFigure, formatSigned } from '../report/format-figure.js';
import { movedBeyondNoise } from './beyond-noise.js';
import type { MetricRow } from './metric-row.js';
import { parseMetricName } from './metric-rules.js';

/** A class is named as the source when it holds at least this share of the change. */
const MAIN_SHARE = 0.6;
const MOST_PARAMETERS = 5;

const MEMORY = new Set(['uss_kib', 'pss_kib', 'rss_kib', 'peak_uss_kib', 'anonymous_kib']);
const BY_SIZE = new Set(['exponent', 'growth_exponent', 'kib_per_entity']);

/** Where a changed metric's change comes from, as far as both sides' data says; empty when it does not. */
export function attribute(row: MetricRow, before: MeasuredLane, after: MeasuredLane): string[] {
  const parsed = parseMetricName(row.metric);
  if (parsed === null || row.change === null || row.change === 0) return [];
  const lines: string[] = [];
  if (MEMORY.has(parsed.name)) lines.push(...memoryClass(row, parsed.name, before, after));
  lines.push(...threadLines(parsed.row ?? '', before, after));
  if (row.lane === 'scaling' && (BY_SIZE.has(parsed.name) || MEMORY.has(parsed.name))) {
    lines.push(...sizeLines(before, after));
  }
  lines.push(...parameterLines(before, after));
  return lines;
}

function memoryClass(row: MetricRow, name: string, before: MeasuredLane, after: MeasuredLane): string[] {
  if (name === 'anonymous_kib' || row.change === null) return [];
  const prefix = row.metric.slice(0, row.metric.lastIndexOf('.'));
  const moved = (metric: string): number | null => {
    const old = before.metrics[`${prefix}.${metric}`];
    const now = after.metrics[`${prefix}.${metric}`];
    if (old === undefined || now === undefined) return null;
    return movedBeyondNoise(old, now) ? centreOf(now) - centreOf(old) : 0;
  };
  const anonymous = moved('anonymous_kib');
  const uss = moved('uss_kib');
  const rss = moved('rss_kib');
  const classes: [string, number | null][] = [
    ['anonymous memory', anonymous],
    ['private file pages', anonymous === null || uss === null ? null : uss - anonymous],
    ['shared pages', uss === null || rss === null || name === 'uss_kib' ? null : rss - uss],
  ];
  for (const [label, change] of classes) {
    if (change === null) continue;
    const share = change / row.change;
    if (share < MAIN_SHARE) continue;
    const amount = `${Math.round(Math.min(1, share) * 100)} % of it is ${label}`;
    return [`${amount} (${formatSigned(change, 'KiB')})`];
  }
  return [];
}

function threadLines(row: string, before: MeasuredLane, after: MeasuredLane): string[] {
  const old = before.threads[row];
  const now = after.threads[row];
  if (old === undefined || now === undefined) return [];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return names
    .filter((name) => (old[name] ?? 0) !== (now[name] ?? 0))
    .map((name) => `threads named ${name}: ${old[name] ?? 0} -> ${now[name] ?? 0}`);
}

function parameterLines(before: MeasuredLane, after: MeasuredLane): string[] {
  const old = before.params_in_force;
  const now = after.params_in_force;
  if (old === null || now === null) return [];
  const changed = Object.keys(now).filter(
    // Ports and addresses are drawn for each run.
    (key) =>
      key in old && JSON.stringify(old[key]) !== JSON.stringify(now[key]) && !/\b(port|host)$/.test(key),
  );
  const lines = changed
    .sort()
    .slice(0, MOST_PARAMETERS)
    .map((key) => `parameter ${key}: ${JSON.stringify(old[key])} -> ${JSON.stringify(now[key])}`);
  const more = changed.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more parameters`] : lines;
}

/** Whether the change grows with size (cost per entity) or is the same at every size (the base). */
function sizeLines(before: MeasuredLane, after: MeasuredLane): string[] {
  const moved: { size: number; change: number; certain: boolean }[] = [];
  for (const [metric, now] of Object.entries(after.metrics)) {
    const match = /^scaling\[(\d+)\]\.anonymous_kib$/.exec(metric);
    const old = before.metrics[metric];
    if (match !== null && old !== undefined) {
      const change = centreOf(now) - centreOf(old);
      moved.push({ size: Number(match[1]), change, certain: movedBeyondNoise(old, now) });
    }
  }
  moved.sort((a, b) => a.size - b.size);
  const first = moved[0];
  const last = moved[moved.length - 1];
  // Where the largest size did not move for certain, the sizes say nothing of where a change is from.
  if (first === undefined || last === undefined || moved.length < 2 || !last.certain) return [];
  const ends = `${formatSigned(first.change, 'KiB')} at ${first.size}, ${formatSigned(last.change, 'KiB')} at ${last.size}`;
  const growing = last.change - first.change;
  if (Math.abs(growing) > MAIN_SHARE * Math.abs(last.change)) {
    const each = formatFigure(growing / (last.size - first.size), 'KiB');
    return [`the change grows with size: ${ends} (${each} an entity)`];
  }
  return [`the change is much the same at every size: ${ends}; it comes from the base`];
}
