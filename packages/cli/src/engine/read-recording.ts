import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { EndedSubject, HeapProfile, LeakTool } from '@medkit-bench/leak-tools';
import { foldedText, readMemcheckFile, readTraceFile, renderFlameGraph } from '@medkit-bench/leak-tools';
import { notMeasured } from '../errors.js';
import type { ProfiledRecord, SiteMeasure } from '../lanes/profiled-record.js';
import { heapRecord, memcheckRecord } from '../lanes/profiled-record.js';
import type { ToolHosts } from '../place/place.js';
import type { WrappedTarget } from './wrap-target.js';

/** What a profiler recorded: the figures, and files for the cell's folder. */
export interface Profiled {
  record: ProfiledRecord;
  files: { name: string; content: string | Uint8Array }[];
}

/** Where a profiler's output is to be read. */
interface Recording {
  target: WrappedTarget;
  tools: ToolHosts;
  tool: LeakTool;
}

/** A raw recording larger than this is read but not kept. */
const KEPT_RECORDING_BYTES = 64 * 1024 * 1024;

/** What heaptrack recorded, with its flame graphs. */
export async function readHeap({ target, tools, tool }: Recording, ended: EndedSubject): Promise<Profiled> {
  const profile = await readTraceFile(tools.files, target.wrapped.outputs);
  const graphs = target.plan.flameGraphs.flatMap((measure) => flameGraph(profile, measure));
  const drawn = target.plan.flameGraphs.filter((measure) =>
    graphs.some((one) => one.name === `${measure}.svg`),
  );
  return {
    record: heapRecord(profile, common(tool, ended, profile.command), drawn),
    files: [...graphs, ...target.wrapped.outputs.flatMap(keptRecording)],
  };
}

const TITLES: Record<SiteMeasure, string> = {
  leaked: 'Not freed when the program ended',
  peak: 'Held when the heap was largest',
  allocated: 'Allocated over the whole run',
};

function flameGraph(profile: HeapProfile, measure: SiteMeasure): Profiled['files'] {
  const stacks = profile.folded(measure);
  if (stacks.length === 0) return [];
  return [
    { name: `${measure}.svg`, content: renderFlameGraph(stacks, { title: TITLES[measure] }) },
    { name: `${measure}.folded`, content: foldedText(stacks) },
  ];
}

/** What valgrind found. @throws BenchError (exit 3) when the target crashed under it */
export async function readMemcheck(
  { target, tools, tool }: Recording,
  ended: EndedSubject,
): Promise<Profiled> {
  const report = await readMemcheckFile(tools.files, target.wrapped.outputs);
  if (report.fatalSignal !== null) {
    throw notMeasured(
      'MEDKIT_TOOL_CRASH',
      `the target crashed under valgrind (${report.fatalSignal}), so what it lost says nothing`,
      'some runtimes that write machine code, such as Node, do not run under valgrind',
    );
  }
  return {
    record: memcheckRecord(report, common(tool, ended, report.command), target.suppressions),
    files: target.wrapped.outputs.flatMap(keptRecording),
  };
}

function common(
  tool: LeakTool,
  ended: EndedSubject,
  command: string | null,
): Pick<ProfiledRecord, 'tool_version' | 'tool_version_checked' | 'command' | 'ended'> {
  return {
    tool_version: tool.version,
    tool_version_checked: tool.checked,
    command,
    ended: { how: ended.how, clean: ended.clean, ignored: [...ended.ignored] },
  };
}

// For heaptrack_gui and other readers. One on another host stays there and goes with the instance.
function keptRecording(file: string): Profiled['files'] {
  try {
    if (statSync(file).size > KEPT_RECORDING_BYTES) return [];
    return [{ name: path.basename(file), content: readFileSync(file) }];
  } catch {
    return [];
  }
}
