import { LeakToolsError } from '../errors.js';
import type { HeapProfile } from './heap-profile.js';
import { profileOf } from './profile-of-trace.js';
import { TraceLines } from './trace-lines.js';
import { TraceState } from './trace-state.js';

/** How a trace is read. */
export interface ReadTraceOptions {
  /** LeakSanitizer patterns of stacks not to be called leaked; added to those of the program and of the system libraries. */
  suppressions?: readonly string[];
}

/**
 * Reads an (uncompressed, interpreted) heaptrack data file of format 1 to 3, heaptrack 1.0 to 1.6, as a stream. Memory
 * grows with the number of different stacks, not with the length of the trace.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_EMPTY` without a byte, `MEDKIT_LEAK_TRUNCATED` when the writer had not finished,
 * `MEDKIT_LEAK_FORMAT` for anything that is not such a trace.
 */
export async function readHeaptrackTrace(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadTraceOptions = {},
): Promise<HeapProfile> {
  const state = new TraceState();
  const lines = new TraceLines(state);
  for await (const chunk of chunks) lines.push(chunk);
  if (lines.bytes === 0 && !lines.cutOff) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_EMPTY',
      'the heaptrack trace is empty: the program was not started, or it ended before it was traced. Read what it printed.',
    );
  }
  state.finish(lines.cutOff);
  return profileOf(state, options.suppressions ?? []);
}
