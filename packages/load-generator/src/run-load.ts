import { checkReachable } from './check-reachable.js';
import type { ConnectOptions } from './check-reachable.js';
import { ClosedLoop } from './closed-loop.js';
import { ConnectionPool } from './connection-pool.js';
import { findDataEndpoints } from './find-data-endpoints.js';
import { prepareRequest } from './http-connection.js';
import type { ConnectionSettings } from './http-connection.js';
import { CostMeter } from './generator-cost.js';
import type { LoadLoop } from './load-loop.js';
import type { LoadOptions, LoadPlan } from './load-options.js';
import { LoadRecorder } from './load-recorder.js';
import type { LoadResult, ModeResult, SseResult } from './load-result.js';
import { modeResult } from './mode-result.js';
import { OpenLoop } from './open-loop.js';
import { PathMix } from './path-mix.js';
import type { WeightedPath } from './path-mix.js';
import { planLoad } from './plan-load.js';
import { resultNotes } from './result-notes.js';
import { SseStream } from './sse-stream.js';
import { SseTally } from './sse-tally.js';

/** A running load: its result to come, and the way to end it early with what it has. */
export interface RunningLoad {
  readonly done: Promise<LoadResult>;
  stop(): void;
}

/**
 * Sends load and resolves with what it met. A target that answers with errors is a result (`error_rate`).
 *
 * @throws LoadError for bad options, an unreachable target, failed TLS, or a target that is not HTTP
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  return startLoad(options).done;
}

/** Like {@link runLoad}, with a handle; bad options reject `done` as well. */
export function startLoad(options: LoadOptions): RunningLoad {
  const run = new LoadRun();
  const stop = (): void => run.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  if (options.signal?.aborted === true) stop();
  const done = run.run(options).finally(() => options.signal?.removeEventListener('abort', stop));
  return { done, stop };
}

/** What was found out about the target before the first request. */
interface Target {
  readonly basePath: string;
  readonly paths: readonly WeightedPath[];
  readonly dataEndpoints: readonly string[];
  readonly connect: ConnectOptions;
  readonly notes: readonly string[];
}

class LoadRun {
  #stopped = false;
  #loop: LoadLoop | null = null;

  stop(): void {
    this.#stopped = true;
    this.#loop?.stop();
  }

  async run(options: LoadOptions): Promise<LoadResult> {
    const plan = planLoad(options);
    const target = await this.#prepare(plan);
    const startedAt = new Date().toISOString();
    const cost = new CostMeter();
    const tally = new SseTally();
    const settings = lookupSettings(plan, target.connect);
    const streams = Array.from(
      { length: plan.sse },
      () => new SseStream(settings, target.basePath + plan.ssePath, tally),
    );
    const modes: ModeResult[] = [];
    let sse: SseResult | null = null;
    try {
      for (const stream of streams) stream.connect();
      for (const mode of plan.connections === 'both'
        ? (['keep-alive', 'new'] as const)
        : [plan.connections]) {
        modes.push(await this.#runMode(plan, target, mode));
      }
      if (plan.sse > 0) sse = tally.result(plan.sse, streams.filter((stream) => stream.open).length);
    } finally {
      for (const stream of streams) stream.close();
    }
    return this.#result(plan, target, modes, sse, startedAt, cost);
  }

  async #prepare(plan: LoadPlan): Promise<Target> {
    const connect = await checkReachable(plan.base, plan.tls, plan.timeoutS * 1000);
    const basePath = plan.base.pathname.replace(/\/+$/, '');
    const tryApiV1 = plan.presetPaths && basePath === '';
    if (plan.dataEndpoints === 0 && !tryApiV1) {
      return { basePath, paths: plan.paths, dataEndpoints: [], connect, notes: [] };
    }
    const found = await findDataEndpoints(
      lookupSettings(plan, connect),
      basePath,
      plan.dataEndpoints,
      tryApiV1,
    );
    return {
      basePath: found.basePath,
      paths: [...plan.paths, ...found.paths.map((path) => ({ path, weight: 1 }))],
      dataEndpoints: found.paths,
      connect,
      notes: found.note === null ? [] : [found.note],
    };
  }

  async #runMode(plan: LoadPlan, target: Target, mode: 'keep-alive' | 'new'): Promise<ModeResult> {
    let opened = 0;
    const settings: ConnectionSettings = {
      ...lookupSettings(plan, target.connect),
      fresh: mode === 'new',
      maxBodyBytes: plan.maxBodyBytes,
      onConnect: () => (opened += 1),
    };
    const pool = new ConnectionPool(
      settings,
      plan.workers,
      plan.loop === 'closed' ? plan.workers : Math.max(plan.maxInFlight, 1),
    );
    const shown = target.paths.map((item) => item.path);
    const recorder = new LoadRecorder(shown, () => this.#loop?.windowStartMs ?? 0);
    const mix = new PathMix(target.paths.map((item) => item.weight));
    const requests = shown.map((path) => prepareRequest(settings, target.basePath + path));
    const parts = { plan, pool, recorder, mix, requests };
    const loop = plan.loop === 'open' ? new OpenLoop(parts) : new ClosedLoop(parts);
    this.#loop = loop;
    if (this.#stopped) loop.stop();
    try {
      await loop.run();
    } finally {
      pool.closeIdle();
    }
    return modeResult(mode, recorder, pool, {
      windowS: loop.windowS(),
      queuedCount: loop.queuedCount,
      connectionsOpened: opened,
    });
  }

  #result(
    plan: LoadPlan,
    target: Target,
    modes: readonly ModeResult[],
    sse: SseResult | null,
    startedAt: string,
    cost: CostMeter,
  ): LoadResult {
    const [first, second] = modes;
    const summed = second === undefined ? first! : sumOfModes(first!, second);
    return {
      schema_version: 1,
      tool: 'load-generator',
      base_url: plan.base.origin + target.basePath,
      level: plan.level,
      loop: plan.loop,
      rate_per_s: plan.rate,
      workers: plan.workers,
      duration_s: plan.durationS,
      warmup_s: plan.warmupS,
      timeout_s: plan.timeoutS,
      paths: target.paths,
      data_endpoints: target.dataEndpoints,
      header_names: Object.keys(plan.headers),
      started_at: startedAt,
      ended_early: this.#stopped,
      ...summed,
      connections: plan.connections,
      ...(second === undefined ? {} : { by_connection: { keep_alive: first!, new: second } }),
      sse,
      generator: cost.result(summed.request_count),
      notes: [...target.notes, ...resultNotes(plan, modes, sse)],
    };
  }
}

function lookupSettings(
  plan: LoadPlan,
  connect: ConnectOptions,
): {
  origin: string;
  headers: Readonly<Record<string, string>>;
  connect: ConnectOptions;
  timeoutMs: number;
} {
  return { origin: plan.base.origin, headers: plan.headers, connect, timeoutMs: plan.timeoutS * 1000 };
}

/** Counts of both modes together; a percentile over both would be one of neither. */
function sumOfModes(a: ModeResult, b: ModeResult): ModeResult {
  const requestCount = a.request_count + b.request_count;
  const errorCount = a.error_count + b.error_count;
  const empty = {
    count: 0,
    mean_ms: null,
    min_ms: null,
    p50_ms: null,
    p90_ms: null,
    p95_ms: null,
    p99_ms: null,
    p999_ms: null,
    max_ms: null,
  };
  const errors: Record<string, number> = { ...a.errors };
  for (const [kind, count] of Object.entries(b.errors)) errors[kind] = (errors[kind] ?? 0) + count;
  return {
    connections: 'keep-alive',
    request_count: requestCount,
    success_count: a.success_count + b.success_count,
    error_count: errorCount,
    error_rate: requestCount === 0 ? null : errorCount / requestCount,
    p50_ms: null,
    p95_ms: null,
    p99_ms: null,
    max_ms: null,
    generator_lag_ms: null,
    generator_bound: a.generator_bound || b.generator_bound,
    achieved_rate_per_s: null,
    latency: { all: empty, success: empty, service: empty, generator_lag: empty },
    latency_curve: [],
    latency_hdr: null,
    retried_count: a.retried_count + b.retried_count,
    errors,
    by_status: {},
    by_path: {},
    timeline: [],
    connections_opened: a.connections_opened + b.connections_opened,
    extra_connections: a.extra_connections + b.extra_connections,
    peak_in_flight: Math.max(a.peak_in_flight, b.peak_in_flight),
    queued_count: a.queued_count + b.queued_count,
    body_bytes: a.body_bytes + b.body_bytes,
    window_s: a.window_s + b.window_s,
  };
}
