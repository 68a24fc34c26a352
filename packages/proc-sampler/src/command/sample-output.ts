import { openSync, closeSync, writeSync } from 'node:fs';
import { csvHeader, csvLine } from '../format/csv.js';
import { liveLines, pushLive, tableHeader, tableLine, type LiveState } from '../format/table.js';
import { openMetrics } from '../format/openmetrics.js';
import type { Sample } from '../sample.js';
import { ProcError } from '../errors.js';
import type { OutputFormat } from './parse-command-line.js';

/** Where text goes. */
export interface TextSink {
  write(text: string): void;
  close(): void;
}

/** Standard output as a sink, with what a live view needs to know. */
export interface Terminal extends TextSink {
  isTerminal: boolean;
  columns: number;
}

/** A file as a sink, written at once: what was sampled survives a crash. Throws `MEDKIT_PROC_OPTION`. */
export function fileSink(path: string): TextSink {
  const attempt = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw new ProcError('MEDKIT_PROC_OPTION', `cannot write ${path}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };
  const fd = attempt(() => openSync(path, 'w'));
  return { write: (text) => void attempt(() => writeSync(fd, text)), close: () => closeSync(fd) };
}

/** Turns samples into one output format. */
export interface SampleOutput {
  sample(sample: Sample): void;
  end(): void;
}

/** The writer for `format`. The live view is used for a table on a terminal. */
export function sampleOutput(
  format: OutputFormat,
  sink: TextSink,
  target: { label: string; pid: number; terminal: Terminal | null },
): SampleOutput {
  switch (format) {
    case 'ndjson':
      return { sample: (sample) => sink.write(JSON.stringify(sample) + '\n'), end: () => undefined };
    case 'csv':
      return withHeader(sink, csvHeader(), csvLine);
    case 'openmetrics':
      return backfill(sink, { pid: String(target.pid), target: target.label });
    case 'table':
      return target.terminal === null
        ? withHeader(sink, tableHeader(), tableLine)
        : liveView(target.terminal, target.label);
  }
}

function withHeader(sink: TextSink, header: string, line: (sample: Sample) => string): SampleOutput {
  sink.write(header);
  return { sample: (sample) => sink.write(line(sample)), end: () => undefined };
}

/** A family's points must stand together, so the text can only be written at the end. */
function backfill(sink: TextSink, labels: Record<string, string>): SampleOutput {
  const samples: Sample[] = [];
  return {
    sample: (sample) => void samples.push(sample),
    end: () => sink.write(openMetrics(samples, labels)),
  };
}

function liveView(terminal: Terminal, title: string): SampleOutput {
  const state: LiveState = { title, uss: [], cpu: [], memory: null };
  let drawn = 0;
  return {
    sample(sample) {
      pushLive(state, sample);
      const lines = liveLines(state, sample, terminal.columns);
      // Back to the first line of the last drawing, then every line anew, each cleared to its end.
      const up = drawn === 0 ? '' : `\u001b[${drawn}A`;
      terminal.write(up + lines.map((line) => `${line}\u001b[K\n`).join(''));
      drawn = lines.length;
    },
    end: () => undefined,
  };
}
