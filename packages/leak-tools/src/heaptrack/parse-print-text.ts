import { LeakToolsError } from '../errors.js';
import { siteOf, type AllocationSite, type StackFrame } from '../sites/site.js';
import { mergeSites } from '../sites/merge-sites.js';
import type { HeapMeasure, HeapProfile } from './heap-profile.js';
import { parseSize } from './print-size.js';

const HEADINGS: Record<string, HeapMeasure> = {
  'MOST CALLS TO ALLOCATION FUNCTIONS': 'calls',
  'PEAK MEMORY CONSUMERS': 'peak',
  'MEMORY LEAKS': 'leaked',
  'MOST TEMPORARY ALLOCATIONS': 'temporary',
};
const SIZE = '(-?[\\d.]+[A-Za-z]*)';
// The head of a site, and of one of its stacks; the words differ by section and, for peaks, by version.
const SITE: Record<string, RegExp> = {
  calls: new RegExp(`^(\\d+) calls? to allocation functions with ${SIZE} peak consumption from$`),
  peak: new RegExp(`^${SIZE} peak memory consumed over (\\d+) calls? from:?$`),
  leaked: new RegExp(`^${SIZE} leaked over (\\d+) calls? from:?$`),
  temporary: /^(\d+) temporary allocations of (\d+) allocations in total \([^)]*\) from:?$/,
};
const STACK: Record<string, RegExp> = {
  calls: new RegExp(`^(\\d+) calls with ${SIZE} peak consumption from:$`),
  peak: new RegExp(`^${SIZE} consumed over (\\d+) calls from:$`),
  leaked: new RegExp(`^${SIZE} leaked over (\\d+) calls from:$`),
  temporary: /^(\d+) temporary allocations of (\d+) allocations in total \([^)]*\) from:$/,
};

/**
 * Reads what `heaptrack_print` printed (versions 1.2 to 1.5), with or without the leaks section. Sizes were rounded to
 * about three digits and only the largest sites were printed: prefer the trace itself, see `readHeaptrackTrace`.
 *
 * @throws LeakToolsError `MEDKIT_LEAK_EMPTY`, `MEDKIT_LEAK_TRUNCATED` when the totals at its end are missing,
 * `MEDKIT_LEAK_FORMAT` for other text.
 */
export function parseHeaptrackText(text: string): HeapProfile {
  if (text.trim() === '') {
    throw new LeakToolsError(
      'MEDKIT_LEAK_EMPTY',
      'the heaptrack_print output is empty: it could not read the trace. Read what it printed to stderr.',
    );
  }
  const lines = text.split(/\r?\n/);
  if (!lines.some((line) => line.startsWith('Debuggee command was:') || line.startsWith('reading file'))) {
    throw new LeakToolsError(
      'MEDKIT_LEAK_FORMAT',
      'this is no heaptrack_print output: it names no traced command. Give what "heaptrack_print FILE" printed.',
    );
  }
  const calls = Number(
    total(lines, /^calls to allocation functions: (\d+)/, 'calls to allocation functions'),
  );
  const peakBytes = parseSize(
    total(lines, /^peak heap memory consumption: (\S+)$/, 'peak heap memory consumption'),
  );
  const leakedBytes = parseSize(total(lines, /^total memory leaked: (\S+)$/, 'total memory leaked'));
  const rss = optional(lines, /^peak RSS \(including heaptrack overhead\): (\S+)$/);
  const suppressed = optional(lines, /^suppressed leaks: (\S+)$/);
  const sections = readSections(lines);
  const shown = [...sections.values()].flat();
  return {
    source: 'text',
    heaptrackVersion: null,
    command: optional(lines, /^Debuggee command was: (.*)$/),
    attached: false,
    durationS: Number(total(lines, /^total runtime: (-?[\d.]+)s\.?$/, 'total runtime')),
    totals: {
      allocations: calls,
      temporaryAllocations: Number(
        total(lines, /^temporary memory allocations: (\d+)/, 'temporary memory allocations'),
      ),
      peakBytes,
      peakAtS: null,
      leakedBytes,
      leakedBlocks: null,
      suppressedBytes: suppressed === null ? null : parseSize(suppressed),
      peakRssBytes: rss === null ? null : parseSize(rss),
    },
    series: [],
    unresolvedShare: shown.length === 0 ? 0 : shown.filter((site) => !site.resolved).length / shown.length,
    sites: (measure, limit) => (sections.get(measure) ?? []).slice(0, limit),
    folded: (measure) =>
      (sections.get(measure) ?? []).map((site) => ({
        frames: site.stack.map((frame) => frame.function).reverse(),
        weight: measure === 'calls' || measure === 'temporary' ? site.count : site.bytes,
      })),
  };
}

function readSections(lines: readonly string[]): Map<HeapMeasure, AllocationSite[]> {
  const sections = new Map<HeapMeasure, AllocationSite[]>();
  let measure: HeapMeasure | null = null;
  let start = 0;
  const close = (end: number): void => {
    if (measure === null) return;
    const sites = mergeSites(readSites(lines.slice(start, end), measure));
    if (measure === 'calls' || measure === 'temporary') sites.sort((a, b) => b.count - a.count);
    sections.set(measure, sites);
  };
  for (const [index, line] of lines.entries()) {
    const next = HEADINGS[line.trim()];
    if (next === undefined && !line.startsWith('total runtime:')) continue;
    close(index);
    measure = next ?? null;
    start = index + 1;
  }
  return sections;
}

function readSites(lines: readonly string[], measure: HeapMeasure): AllocationSite[] {
  const sites: AllocationSite[] = [];
  let head: StackFrame[] = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at] as string;
    const stack = STACK[measure]?.exec(line);
    const site = stack === null || stack === undefined ? SITE[measure]?.exec(line) : null;
    at++;
    if (site !== null && site !== undefined) {
      const frames = readFrames(lines, at, '');
      head = frames.stack;
      at = frames.next;
      // A site whose stacks are not broken down is its own only stack.
      if (STACK[measure]?.test(lines[at] ?? '') !== true && head.length > 0)
        sites.push(siteFrom(head, site, measure));
    } else if (stack !== null && stack !== undefined) {
      const frames = readFrames(lines, at, '    ');
      at = frames.next;
      sites.push(siteFrom([...head, ...frames.stack], stack, measure));
    }
  }
  return sites;
}

function siteFrom(stack: StackFrame[], head: RegExpExecArray, measure: HeapMeasure): AllocationSite {
  const sizeFirst = measure === 'peak' || measure === 'leaked';
  const size = sizeFirst ? head[1] : measure === 'calls' ? head[2] : undefined;
  const count = sizeFirst ? head[2] : head[1];
  return siteOf(stack, size === undefined ? 0 : parseSize(size), Number(count));
}

/** Frames that begin with `indent`; `at file:line` and `in module` lines belong to the frame above them. */
function readFrames(
  lines: readonly string[],
  from: number,
  indent: string,
): { stack: StackFrame[]; next: number } {
  const stack: StackFrame[] = [];
  let at = from;
  for (; at < lines.length; at++) {
    const line = lines[at] as string;
    if (line === '' || !line.startsWith(indent) || isHead(line) || line.trimStart().startsWith('and ')) break;
    const text = line.slice(indent.length);
    const last = stack.at(-1);
    const place = /^ {2}at (.*):(\d+)$/.exec(text);
    const module = /^ {2}in (.*)$/.exec(text);
    if (place !== null && last !== undefined) Object.assign(last, { file: place[1], line: Number(place[2]) });
    else if (module !== null && last !== undefined)
      last.module = module[1] === '??' ? null : (module[1] as string);
    // A frame without a known place leaves a line of blanks.
    else if (text.trim() === '') continue;
    else if (!text.startsWith(' ')) stack.push(frameNamed(text));
    else break;
  }
  return { stack, next: at };
}

function isHead(line: string): boolean {
  return [...Object.values(SITE), ...Object.values(STACK)].some((pattern) => pattern.test(line));
}

function frameNamed(name: string): StackFrame {
  const resolved = !/^(0x[0-9a-f]+|<unresolved function>|\?\?)$/i.test(name.trim());
  return { function: name.trim(), file: null, line: null, module: null, resolved };
}

function optional(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}

function total(lines: readonly string[], pattern: RegExp, name: string): string {
  const found = optional(lines, pattern);
  if (found !== null) return found;
  throw new LeakToolsError(
    'MEDKIT_LEAK_TRUNCATED',
    `the heaptrack_print output was cut off: it has no "${name}" at its end. Print the trace again.`,
  );
}
