import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';
import { plainLine } from '../text/plain-line.js';
import { measuredCells } from './repeat-values.js';

/** Compressed HdrHistogram V2 in base64: nothing in it can end a field. */
const ENCODED = /^HISTF[A-Za-z0-9+/]+=*$/u;

/**
 * Latencies of every cell under load as an HdrHistogram log
 * (https://github.com/HdrHistogram/HdrHistogram, HistogramLogWriter, format 1.3): one line a cell, tagged with profile
 * and cell. Values are microseconds, times seconds since the first cell. Readers of such logs merge them losslessly.
 */
export function renderHdrLog(summaries: readonly LaneSummary[]): string {
  const intervals = summaries.flatMap(intervalsOf).sort((a, b) => a.startMs - b.startMs);
  const startMs = intervals[0]?.startMs ?? 0;
  return [
    '#[Histogram log format version 1.3]',
    `#[StartTime: ${(startMs / 1000).toFixed(3)} (seconds since epoch), ${new Date(startMs).toISOString()}]`,
    '#[Values are microseconds; Interval_Max is milliseconds]',
    '"StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"',
    ...intervals.map(
      (one) =>
        `Tag=${one.tag},${((one.startMs - startMs) / 1000).toFixed(3)},${one.lengthS.toFixed(3)},${one.maxMs.toFixed(3)},${one.encoded}`,
    ),
    '',
  ].join('\n');
}

interface Interval {
  readonly tag: string;
  readonly startMs: number;
  readonly lengthS: number;
  readonly maxMs: number;
  readonly encoded: string;
}

function intervalsOf(summary: LaneSummary): readonly Interval[] {
  return measuredCells(summary).flatMap((cell): Interval[] => {
    const load = readKey(cell, 'load');
    const encoded = readText(load, 'latency_hdr');
    const startMs = Date.parse(readText(load, 'started_at') ?? '');
    if (encoded === null || !ENCODED.test(encoded) || Number.isNaN(startMs)) return [];
    return [
      {
        tag: tagOf(`${summary.profile}.${summary.lane}.${readText(cell, 'id') ?? 'unnamed'}`),
        startMs,
        lengthS: readNumber(load, 'duration_s') ?? 0,
        maxMs: readNumber(load, 'max_ms') ?? 0,
        encoded,
      },
    ];
  });
}

// A tag holds no comma, blank or line end.
function tagOf(text: string): string {
  return plainLine(text, 120).replace(/[^\p{L}\p{N}._-]+/gu, '_');
}
