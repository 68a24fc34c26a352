import { readKey, readNumber, readText } from '../model/read-value.js';
import type { LaneSummary } from '../model/summary.js';

/** What bursts of one size and mode did to one process. */
export interface FaultRow {
  readonly mode: string;
  readonly faults: number | null;
  /** The process; `null` where nothing was measured. */
  readonly subject: string | null;
  /** `<metric>_median`, `_lo95`, `_hi95` and `recovered`. */
  readonly figures: unknown;
  /** The aggregate of the burst itself: `injected`, `confirmed`, `recordings`, ... */
  readonly burst: object;
  readonly status: 'ok' | 'partial' | 'failed';
  readonly failure: string | null;
}

/** Every mode, size and process of a fault summary, in the order planned. */
export function faultRows(summary: LaneSummary): readonly FaultRow[] {
  return (summary.rows ?? []).flatMap((burst): FaultRow[] => {
    const about = aboutBurst(burst);
    const subjects = readKey(burst, 'subjects');
    const entries = typeof subjects === 'object' && subjects !== null ? Object.entries(subjects) : [];
    return entries.length === 0
      ? [{ ...about, subject: null, figures: undefined }]
      : entries.map(([subject, figures]) => ({ ...about, subject, figures: figures as unknown }));
  });
}

function aboutBurst(burst: object): Omit<FaultRow, 'subject' | 'figures'> {
  const status = readText(burst, 'status');
  return {
    mode: readText(burst, 'mode') ?? 'unnamed',
    faults: readNumber(burst, 'faults'),
    burst,
    status: status === 'ok' || status === 'partial' ? status : 'failed',
    failure: readText(burst, 'failure'),
  };
}

/** `rosbag × 10`. */
export function burstName({ mode, faults }: FaultRow): string {
  return `${mode} × ${faults ?? 'unknown'}`;
}
