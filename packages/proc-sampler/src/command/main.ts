import { setPriority } from 'node:os';
import { isProcError, ProcError } from '../errors.js';
import type { Sample } from '../sample.js';
import type { Watch, WatchResult } from '../watch-types.js';
import { closingLines } from './closing-line.js';
import { serveMetrics } from './metrics-server.js';
import { helpText } from './option-table.js';
import { openTarget } from './open-target.js';
import { parseCommandLine, type CommandLine } from './parse-command-line.js';
import { fileSink, sampleOutput, type Terminal, type TextSink } from './sample-output.js';

/** What the command needs of the process it runs in. */
export interface Surroundings {
  stdout: Terminal;
  stderr: { write(text: string): void };
  version: string;
  /** Calls back on SIGINT, SIGTERM and when standard output is closed by its reader; returns the way to let go. */
  onInterrupt(callback: (cause: 'SIGINT' | 'SIGTERM' | 'EPIPE') => void): () => void;
}

/** Runs the command and returns its exit code; every error is one line on standard error. */
export async function main(argv: readonly string[], around: Surroundings): Promise<number> {
  try {
    const line = parseCommandLine(argv);
    if (line.help || line.version) {
      around.stdout.write(line.help ? helpText() : `${around.version}\n`);
      return 0;
    }
    return await watchAndWrite(line, around);
  } catch (error) {
    if (!isProcError(error)) throw error;
    around.stderr.write(`proc-sampler: ${error.message}\n`);
    return 2;
  }
}

async function watchAndWrite(line: CommandLine, around: Surroundings): Promise<number> {
  if (line.nice !== null) setNice(line.nice);
  const target = await openTarget(line);
  const format = line.format ?? (around.stdout.isTerminal && line.out === null ? 'table' : 'ndjson');
  const sink = line.out === null ? around.stdout : fileSink(line.out);
  // Opened before the window: a path that cannot be written must not cost the time of a measurement.
  const summary = line.summary === null ? null : fileSink(line.summary);
  const terminal = line.out === null && around.stdout.isTerminal ? around.stdout : null;
  const output = sampleOutput(format, sink, { label: target.label, pid: target.pid, terminal });
  let latest: Sample | null = null;
  const labels = { pid: String(target.pid), target: target.label };
  const server = line.listen === null ? null : await serveMetrics(line.listen, labels, () => latest);
  if (server !== null) around.stderr.write(`proc-sampler: serving ${server.url}\n`);
  let interrupted: string | null = null;
  let watch: Watch | null = null;
  const letGo = around.onInterrupt((cause) => {
    interrupted = cause;
    watch?.stop();
  });
  try {
    watch = target.watch({
      intervalS: line.intervalS,
      memoryIntervalS: line.memoryIntervalS,
      durationS: line.durationS,
      keepSamples: false,
      onSample(sample) {
        latest = sample;
        output.sample(sample);
      },
    });
    const result = await watch.done;
    output.end();
    if (summary !== null) writeSummary(summary, result);
    if (!line.quiet && interrupted !== 'EPIPE') {
      for (const text of closingLines(result)) around.stderr.write(`proc-sampler: ${text}\n`);
    }
    return exitCode(line, result, interrupted);
  } finally {
    letGo();
    server?.close();
    sink.close();
    summary?.close();
  }
}

/** Throws `MEDKIT_PROC_DENIED` where only root may. */
function setNice(nice: number): void {
  try {
    setPriority(nice);
  } catch (error) {
    const message = `--nice=${nice}: ${(error as Error).message}; below the present priority only root may go`;
    throw new ProcError('MEDKIT_PROC_DENIED', message, { cause: error });
  }
}

function writeSummary(sink: TextSink, result: WatchResult): void {
  const { samples: _, ...summary } = result;
  sink.write(JSON.stringify(summary, null, 2) + '\n');
}

function exitCode(line: CommandLine, { ended }: WatchResult, interrupted: string | null): number {
  if (ended.reason === 'duration' || interrupted === 'EPIPE') return 0;
  // Without a duration a signal is the ordinary way to end.
  if (ended.reason === 'stopped') return line.durationS === undefined ? 0 : 130;
  if (ended.reason === 'target-exited' && line.untilExit) return 0;
  return 3;
}
