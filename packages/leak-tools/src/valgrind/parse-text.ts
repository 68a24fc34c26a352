import { LeakToolsError } from '../errors.js';
import { siteOf, type StackFrame } from '../sites/site.js';
import {
  sortRecords,
  type LeakAmount,
  type LeakKind,
  type LossRecord,
  type MemcheckReport,
  type UsedSuppression,
} from './memcheck-report.js';
import { parseFrame } from './text-frame.js';

const PREFIX = /^(?:==|--)(\d+)(?:==|--) ?(.*)$/;
const RECORD =
  /^([\d,]+) (?:\(([\d,]+) direct, ([\d,]+) indirect\) )?bytes in ([\d,]+) blocks are (definitely lost|indirectly lost|possibly lost|still reachable) in loss record/;
const SUMMARY =
  /^\s*(definitely lost|indirectly lost|possibly lost|still reachable|suppressed): ([\d,]+) bytes in ([\d,]+) blocks/;
const USED =
  /^used_suppression:\s+(\d+) (.+?)(?: (\S+:\d+))?(?: suppressed: ([\d,]+) bytes in ([\d,]+) blocks)?$/;
const KINDS: Record<string, LeakKind> = {
  'definitely lost': 'definite',
  'indirectly lost': 'indirect',
  'possibly lost': 'possible',
  'still reachable': 'reachable',
};
const NOTHING: LeakAmount = { bytes: 0, blocks: 0 };

/** The lines of one process in a report, in which several may be mixed. */
interface ProcessLines {
  pid: number;
  lines: string[];
}

/**
 * Reads the text memcheck prints (valgrind 3.19 to 3.24, any prefix of `==PID==`; lines of the program between them are
 * skipped). Of several processes in it the one that is asked for is read, or the only one that has a leak summary.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_EMPTY`, `MEDKIT_LEAK_NO_SUMMARY` (no "LEAK SUMMARY" and not "no leaks are
 * possible": the program was killed, replaced itself or still runs), `MEDKIT_LEAK_TRUNCATED` (the summary stops in the
 * middle), `MEDKIT_LEAK_FORMAT`.
 */
export function parseMemcheckText(text: string, options: { pid?: number } = {}): MemcheckReport {
  if (text.trim() === '') {
    throw new LeakToolsError(
      'MEDKIT_LEAK_EMPTY',
      'the valgrind output is empty: the program was not started under valgrind.',
    );
  }
  const { pid, lines } = chooseProcess(byProcess(text), options.pid);
  const summary = readSummary(lines);
  const records = readRecords(lines);
  const used = lines.flatMap((line) => usedSuppression(line));
  const errors = lines
    .map((line) => /^ERROR SUMMARY: ([\d,]+) errors/.exec(line)?.[1])
    .find((found) => found !== undefined);
  if (errors === undefined) throw truncated('it has no ERROR SUMMARY');
  // Records that are shown but not counted as errors (reachable ones) are not part of the error summary.
  const leakErrors = records.filter(
    (record) => record.kind === 'definite' || record.kind === 'possible',
  ).length;
  return {
    source: 'text',
    valgrindVersion: firstMatch(lines, /Valgrind-([\w.-]+?)(?:-[0-9a-f]{8,}\w*)?(?: and|;|$)/),
    command: firstMatch(lines, /^Command: (.*)$/),
    pid,
    definitelyLost: summary.get('definitely lost') ?? NOTHING,
    indirectlyLost: summary.get('indirectly lost') ?? NOTHING,
    possiblyLost: summary.get('possibly lost') ?? NOTHING,
    stillReachable: summary.get('still reachable') ?? NOTHING,
    suppressed: summary.get('suppressed') ?? NOTHING,
    records: sortRecords(records),
    suppressionsUsed: used,
    otherErrors: Math.max(0, number(errors) - leakErrors),
    fatalSignal: firstMatch(lines, /^Process terminating with default action of signal \d+ \((\w+)\)/),
  };
}

function byProcess(text: string): ProcessLines[] {
  const processes = new Map<number, string[]>();
  for (const line of text.split(/\r?\n/)) {
    const match = PREFIX.exec(line);
    if (match === null) continue;
    const pid = Number(match[1]);
    const lines = processes.get(pid) ?? [];
    if (lines.length === 0) processes.set(pid, lines);
    lines.push(match[2] ?? '');
  }
  return [...processes].map(([pid, lines]) => ({ pid, lines }));
}

function chooseProcess(processes: ProcessLines[], wanted: number | undefined): ProcessLines {
  if (processes.length === 0) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_FORMAT',
      'this is no memcheck output: no line begins with ==PID==. Give what valgrind printed to stderr or to --log-file.',
    );
  }
  if (wanted !== undefined) {
    const found = processes.find((one) => one.pid === wanted);
    if (found === undefined) throw noSummary(`nothing in it is of process ${wanted}`);
    return found;
  }
  if (processes.length === 1) return processes[0] as ProcessLines;
  const complete = processes.filter((one) => one.lines.some((line) => isConclusion(line)));
  if (complete.length === 1) return complete[0] as ProcessLines;
  const pids = processes.map((one) => one.pid).join(', ');
  if (complete.length === 0) throw noSummary(`none of the processes ${pids} has one`);
  throw new LeakToolsError(
    'MEDKIT_LEAK_ARGUMENT',
    `the valgrind output has leak summaries of ${complete.length} processes (${pids}). Say which one is meant with pid.`,
  );
}

function isConclusion(line: string): boolean {
  return (
    line.startsWith('LEAK SUMMARY:') || line.startsWith('All heap blocks were freed -- no leaks are possible')
  );
}

function readSummary(lines: readonly string[]): Map<string, LeakAmount> {
  const summary = new Map<string, LeakAmount>();
  const start = lines.findLastIndex((line) => isConclusion(line));
  if (start < 0) throw noSummary('it has neither "LEAK SUMMARY" nor "no leaks are possible"');
  if (!lines[start]?.startsWith('LEAK SUMMARY:')) return summary;
  for (const line of lines.slice(start + 1)) {
    const match = SUMMARY.exec(line);
    if (match !== null)
      summary.set(match[1] as string, { bytes: number(match[2]), blocks: number(match[3]) });
    else if (!/^\s+(?:of which|-> |.*heuristic)/.test(line)) break;
  }
  for (const key of [...Object.keys(KINDS), 'suppressed']) {
    // `indirectly` and `possibly lost` are always printed, even when they are zero.
    if (!summary.has(key)) throw truncated(`its LEAK SUMMARY has no line "${key}"`);
  }
  return summary;
}

function readRecords(lines: readonly string[]): LossRecord[] {
  const records: LossRecord[] = [];
  for (const [index, line] of lines.entries()) {
    const match = RECORD.exec(line);
    if (match === null) continue;
    const stack: StackFrame[] = [];
    for (let at = index + 1; at < lines.length; at++) {
      const frame = parseFrame(lines[at] as string);
      if (frame === null) break;
      stack.push(frame);
    }
    const bytes = number(match[2] ?? match[1]);
    records.push({ kind: KINDS[match[5] as string] as LeakKind, ...siteOf(stack, bytes, number(match[4])) });
  }
  return records;
}

function usedSuppression(line: string): UsedSuppression[] {
  const match = USED.exec(line);
  if (match === null) return [];
  const amount = match[4] === undefined ? null : { bytes: number(match[4]), blocks: number(match[5]) };
  return [{ name: match[2] as string, count: number(match[1]), amount }];
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

function number(text: string | undefined): number {
  const value = Number((text ?? '').replaceAll(',', ''));
  if (text === undefined || !Number.isSafeInteger(value)) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_FORMAT',
      `the valgrind output has the number ${JSON.stringify(text)}, which is none.`,
    );
  }
  return value;
}

function noSummary(why: string): LeakToolsError {
  return new LeakToolsError(
    'MEDKIT_LEAK_NO_SUMMARY',
    `valgrind reported no leaks either way: ${why}. The program was killed, replaced itself with another (exec), or still runs; end it with SIGINT or SIGTERM under --leak-check=full.`,
  );
}

function truncated(why: string): LeakToolsError {
  return new LeakToolsError(
    'MEDKIT_LEAK_TRUNCATED',
    `the valgrind output was cut off: ${why}. Wait until valgrind has ended.`,
  );
}
