import { fieldOfLine } from './scan-number.js';

/** `/proc/PID/io`. `readBytes` and `writeBytes` reached storage; none of them sees socket traffic by send and recv. */
export interface ProcessIo {
  rcharBytes: number | null;
  wcharBytes: number | null;
  readBytes: number | null;
  writeBytes: number | null;
}

/** Parses `/proc/PID/io`; absent lines (kernel without task I/O accounting) are `null`. */
export function parseProcessIo(text: string): ProcessIo {
  return {
    rcharBytes: fieldOfLine(text, 'rchar:'),
    wcharBytes: fieldOfLine(text, 'wchar:'),
    readBytes: fieldOfLine(text, 'read_bytes:'),
    writeBytes: fieldOfLine(text, 'write_bytes:'),
  };
}
