import { LeakToolsError, messageOf } from '../errors.js';
import { siteOf, type StackFrame } from '../sites/site.js';
import {
  sortRecords,
  sumOf,
  type LeakKind,
  type LossRecord,
  type MemcheckReport,
} from './memcheck-report.js';
import { requireLeakCheck } from './leak-check-args.js';
import { child, textOf, XmlReader, type XmlElement } from './xml-tree.js';

// 4 is the protocol of valgrind 3.19; 5 added errors about file descriptors, 6 summaries. Leak records are the same in all.
const OLDEST_PROTOCOL = 4;
const NEWEST_PROTOCOL = 6;
const KINDS: Record<string, LeakKind> = {
  Leak_DefinitelyLost: 'definite',
  Leak_IndirectlyLost: 'indirect',
  Leak_PossiblyLost: 'possible',
  Leak_StillReachable: 'reachable',
};

/**
 * Reads what `valgrind --tool=memcheck --leak-check=full --xml=yes` wrote. The report counts only when the program had
 * ended and the document is closed: the leak search comes last, and a report without it would read as no leak.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_EMPTY`, `MEDKIT_LEAK_TRUNCATED` (document not closed), `MEDKIT_LEAK_NO_SUMMARY`
 * (no leak search was made), `MEDKIT_LEAK_FORMAT` (something else).
 */
export async function readMemcheckXml(
  chunks: AsyncIterable<Uint8Array | string> | Iterable<Uint8Array | string>,
): Promise<MemcheckReport> {
  const state = new XmlState();
  const reader = new XmlReader(state);
  const decoder = new TextDecoder();
  let empty = true;
  for await (const chunk of chunks) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    empty = empty && text.trim() === '';
    try {
      reader.push(text);
    } catch (error) {
      if (error instanceof LeakToolsError) throw error;
      throw format(`it is no well-formed XML (${messageOf(error)})`, error);
    }
    if (reader.rootName !== null && reader.rootName !== 'valgrindoutput')
      throw format(`its root is <${reader.rootName}>`);
  }
  if (empty) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_EMPTY',
      'the valgrind report is empty: the program was not started, or it is still running. Read what it printed.',
    );
  }
  return state.report(reader.finish());
}

class XmlState {
  private protocol: number | null = null;
  private tool: string | null = null;
  private version: string | null = null;
  private command: string | null = null;
  private pid: number | null = null;
  private valgrindArgs: string[] = [];
  private finished = false;
  private fatalSignal: string | null = null;
  private otherErrors = 0;
  private readonly records: LossRecord[] = [];
  private suppressions: { name: string; count: number }[] = [];

  element(element: XmlElement): void {
    const name = element.name;
    if (name === 'protocolversion') this.setProtocol(element.text.trim());
    else if (name === 'tool') this.tool = element.text.trim();
    else if (name === 'pid') this.pid = whole(element.text, 'pid');
    else if (name === 'preamble') this.preamble(element);
    else if (name === 'args') this.args(element);
    else if (name === 'status') this.finished ||= textOf(element, 'state') === 'FINISHED';
    else if (name === 'fatal_signal') this.fatalSignal = textOf(element, 'signame') ?? 'a signal';
    else if (name === 'error') this.error(element);
    else if (name === 'suppcounts') this.suppressionCounts(element);
  }

  report(closed: boolean): MemcheckReport {
    if (!closed) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_TRUNCATED',
        `the valgrind report stops before its end${this.finished ? '' : '; the program had not ended'}: it was killed, or is still running. End the program with SIGINT or SIGTERM and wait for the report.`,
      );
    }
    if (this.protocol === null) throw format('it names no protocol version');
    if (this.tool !== 'memcheck')
      throw format(`it was written by the tool ${JSON.stringify(this.tool ?? '')}, not by memcheck`);
    if (!this.finished) {
      throw new LeakToolsError(
        'MEDKIT_LEAK_NO_SUMMARY',
        'valgrind wrote no end of the program, so no leaks were searched. The program replaced itself with another (exec): wrap that one, or add --trace-children=yes.',
      );
    }
    requireLeakCheck(this.valgrindArgs);
    const reachableShown = this.valgrindArgs.some((arg) =>
      /^--show-(leak-kinds=(all|.*reachable)|reachable=yes)/.test(arg),
    );
    return {
      source: 'xml',
      valgrindVersion: this.version,
      command: this.command,
      pid: this.pid,
      definitelyLost: sumOf(this.records, 'definite'),
      indirectlyLost: sumOf(this.records, 'indirect'),
      possiblyLost: sumOf(this.records, 'possible'),
      stillReachable: reachableShown ? sumOf(this.records, 'reachable') : null,
      suppressed: this.suppressions.length === 0 ? { bytes: 0, blocks: 0 } : null,
      records: sortRecords(this.records),
      suppressionsUsed: this.suppressions.map((one) => ({ ...one, amount: null })),
      otherErrors: this.otherErrors,
      fatalSignal: this.fatalSignal,
    };
  }

  private setProtocol(text: string): void {
    this.protocol = whole(text, 'protocol version');
    if (this.protocol < OLDEST_PROTOCOL || this.protocol > NEWEST_PROTOCOL) {
      throw format(`it has protocol ${this.protocol}; ${OLDEST_PROTOCOL} to ${NEWEST_PROTOCOL} are read`);
    }
  }

  private preamble(element: XmlElement): void {
    const lines = element.children.map((line) => line.text.trim());
    this.version =
      lines.map((line) => /Valgrind-([\w.-]+)/.exec(line)?.[1]).find((found) => found !== undefined) ?? null;
    this.command ??= lines.find((line) => line.startsWith('Command: '))?.slice('Command: '.length) ?? null;
  }

  private args(element: XmlElement): void {
    const words = (group: string): string[] => child(element, group)?.children.map((word) => word.text) ?? [];
    this.valgrindArgs = words('vargv');
    const command = words('argv').join(' ');
    if (command !== '') this.command = command;
  }

  private error(element: XmlElement): void {
    const kind = textOf(element, 'kind');
    if (kind === null) throw format('an error in it has no kind');
    if (!kind.startsWith('Leak_')) {
      this.otherErrors++;
      return;
    }
    const leak = KINDS[kind];
    if (leak === undefined) throw format(`it has leaks of the unknown kind ${kind}`);
    const what = child(element, 'xwhat');
    // What hangs on a lost block is part of `leakedbytes` and has records of its own: only the text tells them apart.
    const direct = /\(([\d,]+) direct, [\d,]+ indirect\)/.exec(textOf(what, 'text') ?? '')?.[1];
    const bytes = whole(direct?.replaceAll(',', '') ?? textOf(what, 'leakedbytes') ?? '', 'leakedbytes');
    const blocks = whole(textOf(what, 'leakedblocks') ?? '', 'leakedblocks');
    this.records.push({ kind: leak, ...siteOf(stackOf(child(element, 'stack')), bytes, blocks) });
  }

  private suppressionCounts(element: XmlElement): void {
    this.suppressions = element.children.map((pair) => ({
      name: textOf(pair, 'name') ?? '(unnamed)',
      count: whole(textOf(pair, 'count') ?? '', 'suppression count'),
    }));
  }
}

function stackOf(element: XmlElement | undefined): StackFrame[] {
  return (element?.children ?? [])
    .filter((one) => one.name === 'frame')
    .map((frame) => {
      const name = textOf(frame, 'fn');
      const folder = textOf(frame, 'dir');
      const file = textOf(frame, 'file');
      const line = textOf(frame, 'line');
      return {
        function: name ?? textOf(frame, 'ip') ?? '???',
        file: file === null ? null : folder === null ? file : `${folder}/${file}`,
        line: line === null ? null : whole(line, 'line'),
        module: textOf(frame, 'obj'),
        resolved: name !== null,
      };
    });
}

function whole(text: string, what: string): number {
  const value = /^\s*\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value)) throw format(`its ${what} is ${JSON.stringify(text)}`);
  return value;
}

function format(why: string, cause?: unknown): LeakToolsError {
  return new LeakToolsError(
    'MEDKIT_LEAK_FORMAT',
    `this is no memcheck report: ${why}. Give the file that valgrind --tool=memcheck --xml=yes --xml-file=FILE wrote.`,
    { cause },
  );
}
