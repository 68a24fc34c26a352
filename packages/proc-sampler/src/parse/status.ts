import { parseError } from '../errors.js';
import { fieldOfLine } from './scan-number.js';

/** What is used of `/proc/PID/status`; KiB, `null` where the kernel does not write the line. */
export interface StatusFields {
  rssKib: number | null;
  peakRssKib: number | null;
  /** `RssAnon`: the same quantity as `Anonymous` of smaps, kept by a counter, readable by anyone. */
  anonymousKib: number | null;
  shmemKib: number | null;
  swapKib: number | null;
  /** Of the first thread only, as the kernel has it in this file. */
  voluntarySwitches: number | null;
  involuntarySwitches: number | null;
}

/** Parses `/proc/PID/status` (or the lines of it that a stream sends). Throws `MEDKIT_PROC_PARSE` when it is not one. */
export function parseStatus(text: string): StatusFields {
  if (!text.endsWith('\n') || fieldOfLine(text, 'Threads:') === null) {
    throw parseError('status', 'whole lines with "Threads:"', text);
  }
  return {
    rssKib: fieldOfLine(text, 'VmRSS:'),
    peakRssKib: fieldOfLine(text, 'VmHWM:'),
    anonymousKib: fieldOfLine(text, 'RssAnon:'),
    shmemKib: fieldOfLine(text, 'RssShmem:'),
    swapKib: fieldOfLine(text, 'VmSwap:'),
    voluntarySwitches: fieldOfLine(text, 'voluntary_ctxt_switches:'),
    involuntarySwitches: fieldOfLine(text, 'nonvoluntary_ctxt_switches:'),
  };
}
