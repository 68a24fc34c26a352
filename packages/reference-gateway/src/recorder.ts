import type { Params } from './params.js';
import { numberOf } from './params.js';

/** A recording as it is listed under bulk-data. */
export interface Recording {
  id: string;
  faultCode: string;
  startedMs: number;
  durationS: number;
}

/** One writer: a fault that is confirmed while it writes gets no recording. */
export class Recorder {
  readonly #params: Params;
  #timer: NodeJS.Timeout | null = null;
  /** Finished recordings, oldest first. */
  readonly recordings: Recording[] = [];
  skipped: number = 0;

  constructor(params: Params) {
    this.#params = params;
  }

  record(faultCode: string): void {
    if (this.#params.get('snapshots.rosbag.enabled') !== true) return;
    if (this.#timer) {
      this.skipped += 1;
      return;
    }
    const startedMs = Date.now();
    const durationS = numberOf(this.#params, 'reference.recording_duration_s');
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.recordings.push({ id: `fault_${faultCode}_${startedMs}`, faultCode, startedMs, durationS });
    }, durationS * 1000);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
