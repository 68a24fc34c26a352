import type { CellSeries, LaneSummary } from '../model/summary.js';
import { csvField } from '../text/escape.js';
import { measurementsOf } from './measurements.js';

const RESULT_COLUMNS =
  'lane,profile,entities,refresh_ms,metric,unit,median,lo95,hi95,q1,q3,repeats,steady_count,verdict,started_at,scenario';

/** One line a number: median, interval and quartiles in base units; what is unknown is an empty field. */
export function renderResultsCsv(summaries: readonly LaneSummary[]): string {
  const lines = summaries.flatMap((summary) =>
    measurementsOf(summary).map((one) => {
      const dimension = (name: string): string =>
        one.dimensions.find((entry) => entry.name === name)?.value ?? '';
      const repeats = one.values.length === 0 ? null : one.values.length;
      return [
        ...[one.lane, one.profile, dimension('entities'), dimension('refresh_ms'), one.metric, one.unit],
        ...[one.median, one.lo, one.hi, one.q1, one.q3, repeats],
        ...[one.steadyCount ?? '', summary.verdict, summary.started_at],
        one.dimensions.map(({ name, value }) => `${name}=${value}`).join(' '),
      ]
        .map(csvField)
        .join(',');
    }),
  );
  return `${[RESULT_COLUMNS, ...lines].join('\n')}\n`;
}

/** One line a sample, as measured (KiB, cores); unknown values are empty fields. */
export function renderSamplesCsv(series: readonly CellSeries[]): string {
  const lines = ['cell,repeat,phase,t_s,uss_kib,anonymous_kib,cpu_cores'];
  for (const one of series) {
    const lead = `${csvField(one.cell_id)},${csvField(one.repeat)}`;
    for (const point of one.points) {
      const numbers = [point.t_s, point.uss_kib, point.anonymous_kib, point.cpu_cores].map((value) =>
        csvField(value !== null && Number.isFinite(value) ? value : null),
      );
      lines.push(`${lead},${point.phase},${numbers.join(',')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
