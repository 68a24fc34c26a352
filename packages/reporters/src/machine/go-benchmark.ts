import { readPath } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { plainLine } from '../text/plain-line.js';
import type { Measurement } from './measurements.js';
import { measurementsOf } from './measurements.js';

/** Units that say what they count need no name before them. */
const SELF_EXPLAINING = new Set(['cores', 'threads']);

/**
 * Go benchmark lines (https://go.dev/design/14313-benchmark-format): one line a repeat, so that benchstat sees the
 * spread. A failed repeat has no line; a number without repeats has one.
 */
export function renderGoBenchmark(summaries: readonly LaneSummary[]): string {
  const lines: string[] = [];
  for (const summary of summaries) {
    const cpu = readPath(summary.metadata, ['host', 'cpu_model']);
    lines.push(`pkg: medkit-bench/${word(summary.profile)}`);
    if (typeof cpu === 'string' && plainLine(cpu) !== '') lines.push(`cpu: ${plainLine(cpu)}`);
    const groups = new Map<string, Measurement[]>();
    for (const one of measurementsOf(summary)) {
      const name = benchmarkName(one);
      groups.set(name, [...(groups.get(name) ?? []), one]);
    }
    for (const [name, group] of groups) lines.push(...repeatLines(name, group));
  }
  return `${lines.join('\n')}\n`;
}

function repeatLines(name: string, group: readonly Measurement[]): string[] {
  const repeats = Math.max(0, ...group.map((one) => one.values.length));
  // What stands alone, such as what a profiler counted once, is a run of its own.
  if (repeats === 0) return [[name, '1', ...group.map((one) => `${one.median} ${unitOf(one)}`)].join('\t')];
  return Array.from({ length: repeats }, (_, repeat) => {
    const fields = group.flatMap((one) => {
      const value = one.values[repeat] ?? null;
      return value === null ? [] : [`${value} ${unitOf(one)}`];
    });
    return fields.length === 0 ? '' : [name, '1', ...fields].join('\t');
  }).filter((line) => line !== '');
}

/** `BenchmarkScaling/entities=60/refresh_ms=1000`: a letter in upper case after the prefix, no blanks. */
function benchmarkName(one: Measurement): string {
  const lane = word(one.lane);
  const title = lane.charAt(0).toUpperCase() + lane.slice(1);
  return [`Benchmark${title}`, ...one.dimensions.map(({ name, value }) => `${name}=${word(value)}`)].join(
    '/',
  );
}

function word(text: string): string {
  return plainLine(text, 80).replace(/[^\p{L}\p{N}._=-]+/gu, '_') || 'unknown';
}

/** `uss-bytes`, `latency-p99-seconds`: benchstat makes one column of each unit, so the unit says what it is of. */
function unitOf({ metric, unit }: Measurement): string {
  const plain = metric === unit || (metric === 'cpu' && SELF_EXPLAINING.has(unit));
  return (plain ? unit : `${metric}-${unit}`).replaceAll('_', '-');
}
