import type { Confirmations } from './await-confirmed.js';
import type { Injection } from './injection.js';

/** A burst as it went; `t` in seconds from the first start. */
export interface BurstSummary {
  count: number;
  injected: number;
  failed: number;
  /** Faults seen as confirmed; null where nobody looked. */
  confirmed: number | null;
  /** Last start minus first start. */
  spread_ms: number | null;
  duration_s: number | null;
  /** How often each error was met. */
  errors: { error: string; count: number }[];
  injections: {
    code: string;
    start_s: number;
    end_s: number | null;
    ok: boolean;
    error: string | null;
    confirmed_s: number | null;
  }[];
}

/** The figures of a burst. */
export function summariseBurst(
  injections: readonly Injection[],
  confirmations: Confirmations | null,
): BurstSummary {
  const starts = injections.map((one) => one.startMs);
  const firstMs = starts.length > 0 ? Math.min(...starts) : 0;
  const ends = injections.flatMap((one) => (one.endMs === null ? [] : [one.endMs]));
  const seconds = (ms: number | null | undefined): number | null =>
    ms === null || ms === undefined ? null : Math.round((ms - firstMs) * 1000) / 1e6;
  const failed = injections.filter((one) => one.error !== null);
  return {
    count: injections.length,
    injected: injections.length - failed.length,
    failed: failed.length,
    confirmed: confirmations && injections.filter((one) => confirmations.has(one.code)).length,
    spread_ms: starts.length > 0 ? Math.round((Math.max(...starts) - firstMs) * 1000) / 1000 : null,
    duration_s: ends.length > 0 ? seconds(Math.max(...ends)) : null,
    errors: tally(failed.map((one) => one.error ?? '')),
    injections: injections.map(({ code, startMs, endMs, error }) => ({
      code,
      start_s: seconds(startMs) ?? 0,
      end_s: seconds(endMs),
      ok: error === null,
      error,
      confirmed_s: seconds(confirmations?.get(code)),
    })),
  };
}

function tally(errors: readonly string[]): { error: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const error of errors) counts.set(error, (counts.get(error) ?? 0) + 1);
  return [...counts]
    .map(([error, count]) => ({ error, count }))
    .toSorted((a, b) => b.count - a.count || a.error.localeCompare(b.error));
}
