import type { ChurnReport } from '@medkit-bench/graph-generator';
import { badInput, messageOf, notMeasured } from '../errors.js';
import type { LiveGraph } from '../graph/live-graph.js';
import type { LiveTarget } from './bring-up.js';
import type { BurstOutcome, Injector } from './burst.js';
import { countOutcome, sendBurst } from './burst.js';
import { countNow } from './count-now.js';
import { churnThroughWindow } from './churn-activity.js';
import type { CyclesReport } from './cycle-activity.js';
import { cyclesThroughWindow } from './cycle-activity.js';
import { profileInjector } from './profile-injector.js';
import type { CellContext } from './run-cell.js';

/** A live target with the graph it was given. */
export interface ActiveTarget extends LiveTarget {
  graph: LiveGraph | null;
  /** Ready to inject; null where the cell has no burst. */
  injector: Injector | null;
}

/** What was done to the target during a window. */
export interface WindowActivity {
  burst: BurstOutcome | null;
  churn: ChurnReport | null;
  cycles: CyclesReport | null;
}

/** What happens to the target while it is watched: a burst of faults, change of its graph, or nothing. */
export async function windowActivity(
  live: ActiveTarget,
  context: CellContext,
  windowStartMs: number,
): Promise<WindowActivity> {
  const [burst, churn, cycles] = await Promise.all([
    burstActivity(live, context, windowStartMs),
    churnActivity(live, context),
    cyclesActivity(live, context, windowStartMs),
  ]);
  return { burst, churn, cycles };
}

/** Gets an injector ready before the window: a client that only then joins the graph would be measured with it. */
export async function openInjector(live: LiveTarget, context: CellContext): Promise<Injector | null> {
  const { plan, profile } = context;
  if (!plan.burst || !profile.faults) return null;
  const injector = profileInjector(profile.faults, live.values, live);
  try {
    await injector.prepare();
    return injector;
  } catch (error) {
    await injector.close();
    throw notMeasured('MEDKIT_FAULTS', `faults cannot be injected: ${messageOf(error)}`);
  }
}

async function burstActivity(
  live: ActiveTarget,
  context: CellContext,
  windowStartMs: number,
): Promise<BurstOutcome | null> {
  const { plan, signal } = context;
  const { injector } = live;
  if (!plan.burst || !injector) return null;
  const outcome = await sendBurst({ plan: plan.burst, injector, windowStartMs, signal });
  const first = outcome.injections.find((injection) => !injection.ok);
  if (outcome.injected === 0) {
    throw notMeasured(
      'MEDKIT_FAULTS',
      `not one of ${plan.burst.count} faults could be injected: ${first?.error ?? 'no reason given'}`,
      'try faults.inject of the profile by hand',
    );
  }
  return outcome;
}

/** After the window: what the target made of the burst; then the faults are taken back. */
export async function concludeBurst(
  burst: BurstOutcome | null,
  injector: Injector | null,
  live: LiveTarget,
  context: CellContext,
): Promise<BurstOutcome | null> {
  const { profile, signal } = context;
  if (!burst || !injector || !profile.faults) return null;
  const counted = await countOutcome(burst, profile.faults, live.values, signal);
  await injector.clear(
    burst.injections.filter((injection) => injection.ok).map((injection) => injection.code),
  );
  return counted;
}

async function churnActivity(live: ActiveTarget, context: CellContext): Promise<ChurnReport | null> {
  const { plan, graph, shape, signal } = context;
  if (!plan.churn) return null;
  if (!live.graph || !graph) throw badInput('churn needs a graph', 'add graph: to the profile');
  return churnThroughWindow({
    plan: plan.churn,
    graph,
    shape,
    host: live.graph.churn(),
    windowS: plan.windowS,
    signal,
  });
}

async function cyclesActivity(
  live: ActiveTarget,
  context: CellContext,
  windowStartMs: number,
): Promise<CyclesReport | null> {
  const { plan, shape, signal } = context;
  if (!plan.cycles) return null;
  if (!live.graph) throw badInput('cycles need a graph', 'add graph: to the profile');
  return cyclesThroughWindow({
    plan: plan.cycles,
    shape,
    host: live.graph.churn(),
    count: (growBy) => countNow(live, context, (plan.entities ?? 0) + growBy),
    windowStartMs,
    signal,
  });
}
