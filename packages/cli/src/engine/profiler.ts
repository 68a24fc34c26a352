import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type {
  EndedSubject,
  HeapProfile,
  LeakClock,
  LeakTool,
  Subject,
  WrappedCommand,
} from '@medkit-bench/leak-tools';
import {
  endSubject,
  findSubject,
  findTool,
  findWrapperPid,
  foldedText,
  heaptrackCommand,
  isLeakToolsError,
  readMemcheckFile,
  readTraceFile,
  renderFlameGraph,
  SUPPRESSION_SETS,
  suppressionText,
  valgrindCommand,
} from '@medkit-bench/leak-tools';
import { badInput, messageOf, missingTool, notMeasured } from '../errors.js';
import { noteWrapper } from './instance-folders.js';
import type { ProfiledRecord, SiteMeasure } from '../lanes/profiled-record.js';
import { heapRecord, memcheckRecord } from '../lanes/profiled-record.js';
import { WRAP } from '../place/fill-command.js';
import type { Subject as WatchedSubject } from '../place/observer.js';
import type { Placed, PlaceStart, ToolHosts } from '../place/place.js';
import type { Profile } from '../profile/schema.js';

/** The profiler a cell's target is started under. */
export interface ToolPlan {
  name: 'heaptrack' | 'valgrind';
  /** Measures that flame graphs are drawn of. */
  flameGraphs: SiteMeasure[];
}

/** What a profiler recorded: the figures, and files for the cell's folder. */
export interface Profiled {
  record: ProfiledRecord;
  files: { name: string; content: string | Uint8Array }[];
}

/** A command ready to be started under a profiler. */
export interface WrappedTarget {
  plan: ToolPlan;
  wrapped: WrappedCommand;
  suppressions: string[];
  /** The instance's own folder where the target lives on this host; null: it does not, or not by our process ids. */
  localDir: string | null;
  start: Pick<PlaceStart, 'wrap' | 'command'>;
}

/** A profiler around a live target. */
export interface Profiler {
  tool: ToolPlan['name'];
  /** The profile with the patience that the profiler's slowness asks for. */
  slowed(profile: Profile): Profile;
  /** The traced process, to be watched. */
  subject(profile: Profile): Promise<WatchedSubject>;
  /** Ends the target cleanly and reads what was recorded. */
  finish(profile: Profile): Promise<Profiled>;
}

/** A raw recording larger than this is read but not kept. */
const KEPT_RECORDING_BYTES = 64 * 1024 * 1024;
const SHOWN_LOG_LINES = 20;
const TRACE = 'heaptrack';
const REPORT = 'memcheck.xml';

/** Words that start the target under the tool; suppressions are written into the instance's folder. */
export async function wrapTarget(plan: ToolPlan, profile: Profile, dir: string): Promise<WrappedTarget> {
  const { wrap } = profile;
  const program = ['program'];
  const names = plan.name === 'valgrind' ? (wrap?.suppressions ?? []) : [];
  const files = await Promise.all(names.map((name) => writeSuppressions(name, profile, dir)));
  const wrapped =
    plan.name === 'heaptrack'
      ? heaptrackCommand(program, { output: path.join(dir, TRACE) })
      : valgrindCommand(program, { xmlFile: path.join(dir, REPORT), suppressions: files });
  return {
    plan,
    wrapped,
    suppressions: names,
    localDir: profile.start.kind === 'local' ? dir : null,
    start: { wrap: wrapped.argv.slice(0, -1), ...(wrap?.command ? { command: wrap.command } : {}) },
  };
}

async function writeSuppressions(name: string, profile: Profile, dir: string): Promise<string> {
  const set = SUPPRESSION_SETS.find((known) => known === name);
  let text: string;
  try {
    text = set ? await suppressionText(set) : readFileSync(path.resolve(profile.dir, name), 'utf8');
  } catch (error) {
    throw badInput(
      `profile: wrap.suppressions: '${name}' cannot be read: ${messageOf(error)}`,
      `sets: ${SUPPRESSION_SETS.join(', ')}; or a file beside the profile`,
    );
  }
  mkdirSync(path.join(dir, 'suppressions'), { recursive: true });
  const file = path.join(dir, 'suppressions', `${path.basename(name).replace(/[^\w.-]/g, '_')}.supp`);
  writeFileSync(file, text);
  return file;
}

/**
 * Refuses a target that cannot be started under a profiler, before anything is started.
 * @throws BenchError (exit 2) with what to do
 */
export function requireWrappable(profile: Profile, tool: ToolPlan['name']): void {
  const { start, wrap } = profile;
  if (start.kind === 'attach' || start.kind === 'compose') {
    throw badInput(
      `${tool} has to start the target, and start.kind '${start.kind}' of profile '${profile.name}' leaves that to somebody else`,
      'use a profile that starts it: kind local, docker or ssh',
    );
  }
  const command = wrap?.command ?? commandOf(start);
  if (command === null) {
    throw badInput(
      `${tool} needs to know the command, and profile '${profile.name}' leaves it to the image`,
      'give start.command or wrap.command, the program itself and its arguments',
    );
  }
  const at = command.indexOf(WRAP);
  try {
    heaptrackCommand(command.slice(at + 1), { output: '/tmp/trace' });
  } catch (error) {
    throw badInput(
      `profile '${profile.name}': ${messageOf(error)}`,
      `put the word '${WRAP}' before the program in the command, or give wrap.command`,
    );
  }
}

function commandOf(start: Extract<Profile['start'], { kind: 'local' | 'docker' | 'ssh' }>): string[] | null {
  if (start.kind !== 'docker') return start.command;
  return start.entrypoint || start.command ? [...(start.entrypoint ?? []), ...(start.command ?? [])] : null;
}

/** Starts the target under its tool. An engine that finds no such program says so in its own words. */
export async function startUnder(
  target: WrappedTarget | null,
  start: () => Promise<Placed>,
): Promise<Placed> {
  try {
    return await start();
  } catch (error) {
    const tool = target?.plan.name;
    if (tool === undefined || !new RegExp(`${tool}.*(not found|no such file)`, 'is').test(messageOf(error)))
      throw error;
    throw missingTool(
      `there is no ${tool} where the target runs: ${messageOf(error)}`,
      `RUN apt-get update && apt-get install -y --no-install-recommends ${tool}`,
    );
  }
}

/** Finds the tool where the target runs, and what it traces. */
export async function openProfiler(
  target: WrappedTarget,
  placed: Placed,
  options: { signal: AbortSignal },
): Promise<Profiler> {
  const { tools } = placed;
  if (tools === null) throw badInput(`${target.plan.name} cannot be used on this kind of target`);
  const clock = abortableClock(options.signal);
  const tool = await asBench(() => findTool(tools.inside, target.plan.name));
  const found = await asBench(async () => {
    try {
      const wrapper = await findWrapperPid(tools.processes, target.wrapped, { clock });
      return await findSubject(tools.processes, target.plan.name, wrapper, { clock });
    } catch (error) {
      options.signal.throwIfAborted();
      const lines = await placed.instance.logTail(SHOWN_LOG_LINES);
      const said = lines.map((line) => `\n  | ${line}`).join('');
      throw notMeasured('MEDKIT_TOOL', `${messageOf(error)}${said === '' ? '' : ` Last lines:${said}`}`);
    }
  });
  if (target.plan.name === 'heaptrack' && target.localDir !== null)
    noteWrapper(target.localDir, found.wrapperPid);
  const recorder: Recorder = { target, tools, tool, found, clock };
  return {
    tool: target.plan.name,
    slowed: (profile) => slowed(profile, target.plan.name),
    subject: (profile) =>
      Promise.resolve({ name: Object.keys(profile.subjects)[0] ?? 'main', pid: found.pid, tree: false }),
    finish: (profile) => asBench(() => finish(recorder, profile)),
  };
}

interface Recorder {
  target: WrappedTarget;
  tools: ToolHosts;
  tool: LeakTool;
  found: Subject;
  clock: LeakClock;
}

/** How much longer than usual the target may take. */
function patience(profile: Profile, tool: ToolPlan['name']): number {
  const slowdown = profile.wrap?.slowdown ?? 30;
  return tool === 'valgrind' ? slowdown : Math.max(2, slowdown / 6);
}

function slowed(profile: Profile, tool: ToolPlan['name']): Profile {
  const { ready } = profile;
  if (!ready) return profile;
  return { ...profile, ready: { ...ready, timeout_s: ready.timeout_s * patience(profile, tool) } };
}

async function finish(recorder: Recorder, profile: Profile): Promise<Profiled> {
  const { target, tools, found, clock, tool } = recorder;
  const own = profile.stop.signal === 'SIGQUIT' ? 'SIGTERM' : profile.stop.signal;
  const first = profile.wrap?.signal ?? own;
  const second = first === 'SIGINT' ? 'SIGTERM' : 'SIGINT';
  const graceS = profile.stop.grace_s * Math.min(6, patience(profile, tool.name));
  const ended = await endSubject(tools.processes, found, {
    clock,
    steps: [
      { signal: first, graceS },
      { signal: second, graceS: graceS / 2 },
      { signal: 'SIGKILL', graceS: 10 },
    ],
  });
  return target.plan.name === 'heaptrack' ? readHeap(recorder, ended) : readMemcheck(recorder, ended);
}

async function readHeap({ target, tools, tool }: Recorder, ended: EndedSubject): Promise<Profiled> {
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

async function readMemcheck({ target, tools, tool }: Recorder, ended: EndedSubject): Promise<Profiled> {
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

/** Time that ends when we are asked to stop. */
function abortableClock(signal: AbortSignal): LeakClock {
  return {
    nowS: () => performance.now() / 1000,
    sleepS: (seconds) => delay(seconds * 1000, undefined, { signal }),
  };
}

const REFUSED: readonly string[] = [
  'MEDKIT_LEAK_TOOL_VERSION',
  'MEDKIT_LEAK_LAUNCHER',
  'MEDKIT_LEAK_ARGUMENT',
  'MEDKIT_LEAK_PTRACE',
];

/** Errors of the tools in our own words for them: a missing tool refuses the lane, the rest fails the cell. */
async function asBench<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!isLeakToolsError(error)) throw error;
    if (error.code === 'MEDKIT_LEAK_NO_TOOL') throw missingTool(error.message);
    throw REFUSED.includes(error.code) ? badInput(error.message) : notMeasured(error.code, error.message);
  }
}
