import { count, memory, showValue, UNKNOWN } from '../format/number.js';
import { readKey } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';

/** One line of the environment block; neither part is escaped. */
export interface EnvironmentLine {
  readonly name: string;
  readonly value: string;
}

const MOST_LINES = 60;
const SECTIONS = ['host', 'target', 'tool'] as const;

const NAMES: Readonly<Record<string, string>> = {
  'host.cpu_model': 'CPU',
  'host.nproc': 'cores',
  'host.mem_total_kib': 'memory',
  'host.kernel': 'kernel',
  'host.load1': 'load (1 min)',
};

/** What was measured on what: host, target and tool as recorded, known names first, nested keys dotted. */
export function environmentLines(summary: LaneSummary): readonly EnvironmentLine[] {
  const known = SECTIONS.flatMap((section) => flatten(readKey(summary.metadata, section), section, 0));
  const rest = Object.entries(summary.metadata as Record<string, unknown>)
    .filter(([key]) => !SECTIONS.some((section) => section === key))
    .flatMap(([key, value]) => flatten(value, key, 0));
  const lead: EnvironmentLine[] = [
    { name: 'profile', value: summary.profile },
    { name: 'measured', value: period(summary) },
    { name: 'medkit-bench', value: `${summary.tool_version}, method ${summary.method_version}` },
  ];
  const named = Object.keys(NAMES).flatMap((path) => known.filter((line) => line.name === path));
  const others = [...known.filter((line) => NAMES[line.name] === undefined), ...rest];
  const lines = [...named, ...others].map((line) => ({
    name: NAMES[line.name] ?? line.name,
    value: line.value,
  }));
  const shown = [...lead, ...lines].slice(0, MOST_LINES);
  const left = lead.length + lines.length - shown.length;
  return left > 0 ? [...shown, { name: '…', value: `${left} more in run_metadata.json` }] : shown;
}

function period(summary: LaneSummary): string {
  if (summary.started_at === '') return UNKNOWN;
  return summary.finished_at === '' ? summary.started_at : `${summary.started_at} to ${summary.finished_at}`;
}

function flatten(value: unknown, path: string, depth: number): EnvironmentLine[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) {
    const text =
      value.length > 8 ? `${value.length} items` : value.map((item) => scalar(item, path)).join(', ');
    return [{ name: path, value: text === '' ? 'none' : text }];
  }
  if (typeof value !== 'object' || value === null) return [{ name: path, value: scalar(value, path) }];
  if (depth >= 3) return [{ name: path, value: JSON.stringify(value) }];
  return Object.entries(value).flatMap(([key, inner]) => flatten(inner, `${path}.${key}`, depth + 1));
}

function scalar(value: unknown, path: string): string {
  if (typeof value === 'number' && Number.isFinite(value)) {
    if (path.endsWith('_kib')) return showValue(value, memory);
    return Number.isInteger(value) ? showValue(value, count) : String(value);
  }
  if (value === null || value === undefined || value === '' || typeof value === 'number') return UNKNOWN;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
