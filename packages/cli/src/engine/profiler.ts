import { setTimeout as delay } from 'node:timers/promises';
import type { LeakClock, LeakTool, Subject } from '@medkit-bench/leak-tools';
import {
  endSubject,
  findSubject,
  findTool,
  findWrapperPid,
  isLeakToolsError,
} from '@medkit-bench/leak-tools';
import { badInput, messageOf, missingTool, notMeasured } from '../errors.js';
import { noteWrapper } from './instance-folders.js';
import type { Subject as WatchedSubject } from '../place/observer.js';
import type { Placed, ToolHosts } from '../place/place.js';
import type { Profile } from '../profile/schema.js';
import type { Profiled } from './read-recording.js';
import { readHeap, readMemcheck } from './read-recording.js';
import type { ToolPlan, WrappedTarget } from './wrap-target.js';

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

const SHOWN_LOG_LINES = 20;

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
