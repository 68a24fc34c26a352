import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { ChurnHost, GraphPlan } from '@medkit-bench/graph-generator';
import type { LocalInstance, LocalTarget } from '@medkit-bench/targets';
import { notMeasured } from '../errors.js';
import { binPath } from '../profile/bin-path.js';
import type { DdsGraphSpec } from '../profile/schema.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import type { DdsControl } from './dds-control.js';
import { churnThrough, nodeForHost, readCounters } from './dds-control.js';
import type { GraphHostReading } from './graph-host-reading.js';

/** A graph that a process of ours announces over DDS. */
export interface DdsHost {
  churn: ChurnHost;
  /** Its process: what it costs must never be mistaken for the target's cost. */
  pid: number;
  /** Its counters now; throws when it does not answer. */
  counters(): Promise<GraphHostReading>;
  stop(): Promise<void>;
}

export interface DdsHostOptions {
  spec: DdsGraphSpec;
  plan: GraphPlan;
  values: TemplateValues;
  target: LocalTarget;
  label: string;
  signal: AbortSignal;
}

const START_TIMEOUT_S = 30;

/** Announces the graph; gives a handle once the host is up. What the target makes of it is the warm-up's question. */
export async function startDdsHost(options: DdsHostOptions): Promise<DdsHost> {
  const { plan, values, target, label } = options;
  const file = path.join(String(values['dir']), 'dds-graph.json');
  writeFileSync(
    file,
    JSON.stringify({
      format: 'medkit-graph-1',
      shape: options.spec.shape,
      nodes: plan.nodes.map(nodeForHost),
    }),
  );
  const argv = [
    process.execPath,
    binPath('@medkit-bench/dds-graph-host', 'dds-graph-host'),
    '--json',
    '--graph',
    file,
    ...networkArguments(options.spec, values),
  ];
  const instance = await target.start({ argv, label });
  try {
    const control = await controlOf(instance, options.signal);
    return {
      churn: churnThrough(control, plan),
      counters: () => readCounters(control),
      pid: instance.pid,
      stop: async () => {
        await instance.stop({ signal: 'SIGTERM', graceS: 10 });
      },
    };
  } catch (error) {
    await instance.stop();
    throw error;
  }
}

function networkArguments(spec: DdsGraphSpec, values: TemplateValues): string[] {
  const fill = (text: string | number, where: string): string =>
    fillTemplate(String(text), values, `graph.${where}`);
  return [
    ...['--domain', fill(spec.domain, 'domain'), '--distro', spec.distro],
    ...['--rate', String(spec.rate), '--lease', String(spec.lease_s)],
    ...(spec.interface === undefined ? [] : ['--interface', fill(spec.interface, 'interface')]),
    ...(spec.address === undefined ? [] : ['--address', fill(spec.address, 'address')]),
    ...spec.peers.flatMap((peer) => ['--peer', fill(peer, 'peers')]),
    ...(spec.multicast ? [] : ['--no-multicast']),
    ...(spec.nodes_per_s === undefined ? [] : ['--nodes-per-s', String(spec.nodes_per_s)]),
  ];
}

async function controlOf(instance: LocalInstance, signal: AbortSignal): Promise<DdsControl> {
  const deadline = performance.now() + START_TIMEOUT_S * 1000;
  for (;;) {
    const lines = instance.logTail(50);
    const started = lines.map(startedEvent).find((found) => found !== null);
    if (started) return started;
    if (!instance.running() || performance.now() > deadline) {
      throw notMeasured(
        'MEDKIT_GRAPH',
        `the graph host did not start: ${lines.join(' | ') || 'it said nothing'}`,
      );
    }
    await delay(20, undefined, { signal });
  }
}

function startedEvent(line: string): DdsControl | null {
  if (!line.startsWith('{')) return null;
  try {
    const { event, control_url: url, control_token: token } = JSON.parse(line) as Record<string, unknown>;
    return event === 'started' ? { url: String(url), token: String(token) } : null;
  } catch {
    return null;
  }
}
