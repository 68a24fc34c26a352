import { LeakToolsError } from '../errors.js';
import type { HeapProfile } from '../heaptrack/heap-profile.js';
import { openTrace } from '../heaptrack/open-trace.js';
import { readHeaptrackTrace, type ReadTraceOptions } from '../heaptrack/read-trace.js';
import type { LeakHost } from '../leak-host.js';
import type { MemcheckReport } from '../valgrind/memcheck-report.js';
import { readMemcheckXml } from '../valgrind/parse-xml.js';

/**
 * Reads the trace that a heaptrack run left on the host; `outputs` as `heaptrackCommand` and `attachHeaptrack` name
 * them. Call it once the run was ended by `endSubject` or `stop`.
 *
 * @throws LeakToolsError as `readHeaptrackTrace` and `openTrace`.
 */
export async function readTraceFile(
  host: LeakHost,
  outputs: readonly string[],
  options: ReadTraceOptions = {},
): Promise<HeapProfile> {
  return readHeaptrackTrace(openTrace(host, await existing(host, outputs)), options);
}

/**
 * Reads the XML report that a valgrind run left on the host.
 *
 * @throws LeakToolsError as `readMemcheckXml`, and `MEDKIT_LEAK_READ` when there is none.
 */
export async function readMemcheckFile(host: LeakHost, outputs: readonly string[]): Promise<MemcheckReport> {
  return readMemcheckXml(openTrace(host, await existing(host, outputs)));
}

async function existing(host: LeakHost, outputs: readonly string[]): Promise<string> {
  for (const path of outputs) {
    const found = await host.exec(['test', '-f', path], { timeoutS: 10 });
    if (found.code === 0) return path;
  }
  throw new LeakToolsError(
    'MEDKIT_LEAK_READ',
    `the profiler left no file (${outputs.join(' or ')}): it was not started, or could not write there. Read what it printed.`,
  );
}
