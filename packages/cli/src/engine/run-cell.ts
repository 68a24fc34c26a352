import { setTimeout as delay } from 'node:timers/promises';
import type { GraphPlan, NodeShape } from '@medkit-bench/graph-generator';
import type { Sample, WatchResult } from '@medkit-bench/proc-sampler';
import { processTree } from '@medkit-bench/proc-sampler';
import type { LocalTarget } from '@medkit-bench/targets';
import { notMeasured } from '../errors.js';
import type { LiveGraph } from '../graph/live-graph.js';
import { giveGraph } from '../graph/live-graph.js';
import { refreshOverride } from '../params/params-file.js';
import { deepMerge } from '../json-path.js';
import type { Profile } from '../profile/schema.js';
import type { LiveTarget } from './bring-up.js';
import { bringUp } from './bring-up.js';
import type { CellData, CellPlan, WarmupOutcome, WatchedSubject } from './cell.js';
import type { CellSamples } from './cell-samples.js';
import { checkParams } from './check-params.js';
import { countNow } from './count-now.js';
import { describeTarget } from './describe-target.js';
import type { Subject } from '../place/observer.js';
import type { Place } from '../place/place.js';
import { findSubjects } from './find-subjects.js';
import { GraphWatch } from './graph-watch.js';
import type { RunningLoad } from './load-runner.js';
import { startLoad } from './load-runner.js';
import type { Injector } from './burst.js';
import type { ActiveTarget, WindowActivity } from './window-activity.js';
import { concludeBurst, openInjector, windowActivity } from './window-activity.js';
import type { Profiler } from './profiler.js';
import type { Profiled } from './read-recording.js';
import { requireAnswer, requireRunning, targetDied } from './target-condition.js';
import { WarmupGate } from './warm-up.js';

/** What a cell needs besides its plan. */
export interface CellContext {
  place: Place;
  /** Runs processes of ours on this host: load, the graph's host. */
  target: LocalTarget;
  profile: Profile;
  label: string;
  plan: CellPlan;
  graph: GraphPlan | null;
  /** What every node of the graph looks like; churn makes more of them. */
  shape: NodeShape;
  signal: AbortSignal;
  onPhase: (phase: string, durationS?: number) => void;
  onSample: (sample: Sample) => void;
  /** Takes the samples of every subject. */
  samples: Pick<CellSamples, 'warmedUp' | 'add'>;
}

/** Runs one cell from a fresh instance to its teardown. Throws when it could not be measured. */
export async function runCell(context: CellContext): Promise<CellData<WatchedSubject>> {
  const { plan, profile } = context;
  const overrides = deepMerge(plan.params, refreshOverride(profile.params, plan.refreshMs));
  const live = await bringUp({ ...context, entities: plan.entities, overrides, tool: plan.tool });
  let load: RunningLoad | null = null;
  let graph: LiveGraph | null = null;
  let injector: Injector | null = null;
  try {
    const subjects = live.profiler
      ? [await live.profiler.subject(profile)]
      : await findSubjects(profile, live.observer, context.signal);
    if (profile.graph && context.graph) {
      context.onPhase('applying the graph');
      graph = await giveGraph({
        ...context,
        spec: profile.graph,
        plan: context.graph,
        values: live.values,
        runner: live,
      });
    }
    const watch = graph && new GraphWatch(graph, context.signal);
    await watch?.acknowledged(acknowledgementS(context));
    const params = await checkParams(live, context);
    injector = await openInjector(live, context);
    load = await sendLoad(live, context, 'warmup');
    const warm = await warmUp(live, subjects, context);
    subjects.forEach(({ name }, i) => context.samples.warmedUp(i, name, warm.samples[i] ?? []));
    await load?.finish();
    const entityCount = await countNow(live, context);
    load = await sendLoad(live, context, 'window');
    await watch?.windowBegins();
    context.onPhase('measuring', plan.windowS);
    const own = cpuMeter();
    const { windows, burst, churn, cycles } = await watchWithActivity(
      { ...live, graph, injector },
      subjects,
      context,
    );
    const ownCpuCores = own();
    const graphHost = (await watch?.windowEnded(churn !== null || cycles !== null)) ?? null;
    const loadResult = load ? await load.finish() : null;
    load = null;
    const data = await Promise.all(subjects.map((subject, i) => gathered(live, subject, windows[i])));
    const measured: Omit<CellData<WatchedSubject>, 'profiled'> = {
      warmup: warm.outcome,
      entityCount,
      entityCountAfter: requireAnswer(entityCount, await countNow(live, context)),
      paramsInForce: params.inForce,
      subjects: data,
      target: await describeTarget(live, subjects, { ...params, profile, signal: context.signal }),
      load: loadResult,
      burst: await concludeBurst(burst, injector, live, context),
      churn,
      cycles,
      graphHost,
      librarySharers: await live.observer.librarySharers(subjects, new Set(processTree(process.pid))),
      ownCpuCores,
    };
    return { ...measured, profiled: live.profiler ? await profiledBy(live.profiler, context) : null };
  } finally {
    await load?.finish().catch(() => undefined);
    await injector?.close();
    context.onPhase('stopping');
    try {
      await live.teardown();
    } finally {
      await graph?.stop();
    }
  }
}

/** How long the graph may take to be known: as long as a warm-up, and the time it is announced over. */
function acknowledgementS({ plan, profile }: CellContext): number {
  const perS = profile.graph?.kind === 'dds' ? profile.graph.nodes_per_s : undefined;
  const announcingS = perS === undefined ? 0 : (plan.entities ?? 0) / perS;
  return Math.ceil(Math.max(60, plan.warmup.timeoutS) + announcingS);
}

function profiledBy(profiler: Profiler, context: CellContext): Promise<Profiled> {
  context.onPhase(`ending it under ${profiler.tool} and reading what was recorded`);
  return profiler.finish(context.profile);
}

/** CPU-cores of this process since the call. */
function cpuMeter(): () => number {
  const startMs = performance.now();
  const start = process.cpuUsage();
  return () => {
    const used = process.cpuUsage(start);
    return (used.user + used.system) / 1000 / (performance.now() - startMs);
  };
}

async function sendLoad(
  live: LiveTarget,
  context: CellContext,
  phase: 'warmup' | 'window',
): Promise<RunningLoad | null> {
  const { plan, profile, target, label } = context;
  if (plan.load === null || !profile.load) return null;
  const durationS = phase === 'window' ? plan.windowS : plan.warmup.timeoutS + 60;
  return startLoad({
    target,
    beside: live,
    targetPid: live.instance.pid,
    label,
    spec: profile.load,
    values: live.values,
    level: plan.load,
    ratePerS: plan.loadRatePerS,
    connections: plan.connections,
    durationS,
    phase,
    signal: context.signal,
  });
}

interface Warm {
  outcome: WarmupOutcome;
  /** Polls of each subject, oldest first; `t_s` counts from the first poll. */
  samples: Sample[][];
}

async function warmUp(live: LiveTarget, subjects: Subject[], context: CellContext): Promise<Warm> {
  const { warmup } = context.plan;
  context.onPhase('warming up', warmup.pollS * (warmup.slopePolls - 1));
  const gate = new WarmupGate(warmup, context.profile.graph ? context.plan.entities : null);
  const samples: Sample[][] = subjects.map(() => []);
  const pollers = subjects.map((subject) => live.observer.poller(subject, warmup.pollS));
  const startMs = performance.now();
  const elapsedS = (): number => (performance.now() - startMs) / 1000;
  try {
    for (let poll = 0; ; poll += 1) {
      const tS = elapsedS();
      const taken = pollers.map((poller) => at(tS, poller.latest()));
      taken.forEach((sample, i) => sample && samples[i]?.push(sample));
      const first = taken[0];
      if (first) context.onSample(first);
      const entities = context.profile.entities ? await countNow(live, context) : undefined;
      gate.add({ tS, anonymousKib: memoryOf(taken), entities });
      if (!live.instance.running()) throw await targetDied(live, 'while it warmed up');
      if (gate.settled() !== null || elapsedS() + warmup.pollS > warmup.timeoutS) break;
      const nextMs = startMs + (poll + 1) * warmup.pollS * 1000;
      await delay(Math.max(0, nextMs - performance.now()), undefined, { signal: context.signal });
    }
  } finally {
    for (const poller of pollers) poller.stop();
  }
  return { outcome: gate.outcome(elapsedS()), samples };
}

function at(tS: number, sample: Sample | null): Sample | null {
  return sample && { ...sample, t_s: tS };
}

// Anonymous memory of all subjects; where it cannot be read, USS stands in for it.
function memoryOf(taken: (Sample | null)[]): number | null {
  let sum = 0;
  for (const sample of taken) {
    const kib = sample?.anonymous_kib ?? sample?.uss_kib ?? null;
    if (kib === null) return null;
    sum += kib;
  }
  return sum;
}

interface Watched extends WindowActivity {
  windows: WatchResult[];
}

/** The window: sampling goes on while faults are injected or the graph is churned. */
async function watchWithActivity(
  live: ActiveTarget,
  subjects: Subject[],
  context: CellContext,
): Promise<Watched> {
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const within = { ...context, signal };
  const windowStartMs = performance.now();
  const windows = watchSubjects(live, subjects, within);
  const activity = windowActivity(live, within, windowStartMs);
  try {
    const [watched, done] = await Promise.all([windows, activity]);
    return { windows: watched, ...done };
  } catch (error) {
    // Whichever failed first, the other must not go on behind a cell that has ended.
    failed.abort(error);
    await Promise.allSettled([windows, activity]);
    throw error;
  }
}

async function watchSubjects(
  live: LiveTarget,
  subjects: Subject[],
  context: CellContext,
): Promise<WatchResult[]> {
  const { plan, signal } = context;
  const watches = subjects.map((subject, i) =>
    live.observer.watch(subject, {
      intervalS: plan.intervalS,
      memoryIntervalS: plan.memoryIntervalS,
      durationS: plan.windowS,
      keepSamples: false,
      onSample: (sample) => {
        context.samples.add(i, subject.name, sample);
        if (i === 0) context.onSample(sample);
      },
    }),
  );
  const stopAll = (): void => watches.forEach((watch) => watch.stop());
  signal.addEventListener('abort', stopAll, { once: true });
  try {
    const results = await Promise.all(watches.map((watch) => watch.done));
    signal.throwIfAborted();
    return results;
  } finally {
    signal.removeEventListener('abort', stopAll);
  }
}

async function gathered(
  live: LiveTarget,
  subject: Subject,
  window: WatchResult | undefined,
): Promise<WatchedSubject> {
  if (!window) throw notMeasured('MEDKIT_WINDOW', `nothing was gathered of '${subject.name}'`);
  await requireRunning(live, subject.name, window);
  return {
    name: subject.name,
    pid: subject.pid,
    window,
    threads: await live.observer.threads(subject),
  };
}
