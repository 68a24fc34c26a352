import type { LoadResult, ModeResult } from './load-result.js';

/** The result in a few lines, for a person. */
export function summaryText(result: LoadResult): string {
  const modes =
    result.by_connection === undefined
      ? [result]
      : [result.by_connection.keep_alive, result.by_connection.new];
  const lines = [
    `${result.base_url}  ${result.loop} loop, ${result.rate_per_s}/s, ${result.workers} clients, ${result.window_s} s${result.ended_early ? ' (ended early)' : ''}`,
    ...modes.map((mode) => modeLine(mode as ModeResult)),
  ];
  if (result.sse !== null) {
    const { sse } = result;
    lines.push(
      `streams      ${sse.streams_opened} of ${sse.streams_asked} opened, ${sse.streams_refused} refused, ${sse.event_count} events, ${sse.missed_event_count ?? 'unknown'} missed, ${sse.reconnect_count} reconnects, delivery p50 ${ms(sse.delivery.p50_ms)}`,
    );
  }
  lines.push(
    `generator    ${result.generator.cpu_cores ?? 'unknown'} cores, ${result.generator.cpu_s} s CPU`,
  );
  lines.push(...result.notes.map((note) => `note: ${note}`));
  return `${lines.join('\n')}\n`;
}

function modeLine(mode: ModeResult): string {
  const rate = mode.error_rate === null ? 'unknown' : `${(mode.error_rate * 100).toFixed(2)} %`;
  return [
    mode.connections.padEnd(12),
    `${mode.request_count} requests, ${mode.error_count} errors (${rate}),`,
    `p50 ${ms(mode.p50_ms)}  p95 ${ms(mode.p95_ms)}  p99 ${ms(mode.p99_ms)}  max ${ms(mode.max_ms)},`,
    `lag ${ms(mode.generator_lag_ms)}`,
  ].join(' ');
}

function ms(value: number | null): string {
  return value === null ? '-' : `${value} ms`;
}
