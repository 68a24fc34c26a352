import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PlanFile } from '../../engine/plan-file.js';
import { readJson } from '../../engine/store.js';
import type { CellRecord } from '../../lanes/cell-record.js';
import { LANES } from '../../lanes/index.js';
import { printable } from '../printable.js';
import type { LiveCell } from './live-tail.js';
import { LiveTail } from './live-tail.js';

/** A finished cell, as the page lists it; null is unknown. */
export interface CellLine {
  lane: string;
  id: string;
  label: string;
  status: 'ok' | 'failed';
  anonymous_kib: number | null;
  uss_kib: number | null;
  cpu_cores: number | null;
  num_threads: number | null;
  /** Why it failed or why it is not to be relied on; empty where there is nothing to say. */
  note: string;
}

/** How far a lane has come. */
export interface LaneLine {
  lane: string;
  planned: number;
  done: number;
  failed: number;
  /** Null until the lane is through. */
  verdict: string | null;
  headline: string;
}

/** `stopped`: a lane has no result and nobody is measuring it. */
export type RunPhase = 'running' | 'finished' | 'stopped';

/** What is known of a run at one moment. */
export interface RunState {
  run: string;
  phase: RunPhase;
  lanes: LaneLine[];
  /** In the order they were read; it only grows. A cell that was tried again comes again. */
  cells: readonly CellLine[];
  live: LiveCell | null;
}

/** Cells run in the order of the plan, so that only the next few can have come. */
const LOOK_AHEAD = 32;
/** Between two lanes nothing is measured for a moment; a run that is silent for longer has ended. */
const SILENCE_MS = 5000;

interface Known {
  plan: PlanFile;
  finished: Set<string>;
  /** When a failed cell was begun: a resumed run tries it again. */
  failed: Map<string, string>;
  through: { mtimeMs: number; verdict: string; headline: string } | null;
}

/** Reads a run's folder again and again, and each finished cell once. */
export class RunWatcher {
  readonly #runDir: string;
  readonly #tail: LiveTail;
  readonly #lanes = new Map<string, Known>();
  readonly #cells: CellLine[] = [];
  #lastSignMs = 0;

  constructor(runDir: string) {
    this.#runDir = runDir;
    this.#tail = new LiveTail(runDir);
  }

  read(): RunState {
    const live = this.#tail.read();
    for (const lane of lanesOf(this.#runDir)) this.#readLane(lane);
    const lanes = [...this.#lanes].map(([lane, known]) => laneLine(lane, known, live));
    return {
      run: printable(path.basename(this.#runDir)),
      phase: this.#phase(live, lanes),
      lanes,
      cells: this.#cells,
      live: live && runs(live.pid) ? named(live) : null,
    };
  }

  #phase(live: LiveCell | null, lanes: readonly LaneLine[]): RunPhase {
    if (live && runs(live.pid)) {
      this.#lastSignMs = Date.now();
      return 'running';
    }
    if (Date.now() - this.#lastSignMs < SILENCE_MS) return 'running';
    return lanes.length > 0 && lanes.every((lane) => lane.verdict !== null) ? 'finished' : 'stopped';
  }

  #readLane(lane: string): void {
    const known = this.#lanes.get(lane) ?? this.#begin(lane);
    if (!known) return;
    const open = known.plan.cells.filter((id) => !known.finished.has(id));
    for (const id of open.slice(0, LOOK_AHEAD + known.failed.size)) this.#readCell(lane, id, known);
    this.#readSummary(lane, known);
  }

  #readSummary(lane: string, known: Known): void {
    const file = path.join(this.#runDir, lane, 'summary.json');
    const mtimeMs = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (mtimeMs === undefined || mtimeMs === known.through?.mtimeMs) return;
    const { verdict, headline } = (readJson(file) ?? {}) as Record<string, unknown>;
    known.through = { mtimeMs, verdict: printable(verdict), headline: printable(headline) };
  }

  #begin(lane: string): Known | null {
    const plan = readJson(path.join(this.#runDir, lane, 'plan.json')) as PlanFile | null;
    if (!plan || !Array.isArray(plan.cells)) return null;
    const cells = plan.cells.filter((id) => typeof id === 'string' && path.basename(id) === id);
    const known: Known = { plan: { ...plan, cells }, finished: new Set(), failed: new Map(), through: null };
    this.#lanes.set(lane, known);
    return known;
  }

  #readCell(lane: string, id: string, known: Known): void {
    const record = readJson(path.join(this.#runDir, lane, 'cells', id, 'cell.json')) as CellRecord | null;
    if (record === null) return;
    if (record.status !== 'ok' && known.failed.get(id) === record.started_at) return;
    known.failed.delete(id);
    if (record.status === 'ok') known.finished.add(id);
    else known.failed.set(id, record.started_at);
    this.#cells.push(cellLine(lane, record));
  }
}

function lanesOf(runDir: string): string[] {
  const folders = existsSync(runDir) ? readdirSync(runDir) : [];
  return Object.keys(LANES).filter((lane) => folders.includes(lane));
}

function laneLine(lane: string, { plan, finished, failed, through }: Known, live: LiveCell | null): LaneLine {
  // What an earlier try made of the lane is no longer its result while it is being measured again.
  const said = live?.lane === lane ? null : through;
  return {
    lane,
    planned: plan.cells.length,
    done: finished.size + failed.size,
    failed: failed.size,
    verdict: said?.verdict ?? null,
    headline: said?.headline ?? '',
  };
}

function cellLine(lane: string, record: CellRecord): CellLine {
  const { anonymous_kib, uss_kib, cpu_cores, num_threads } = record;
  const unsteady = record.steady || record.profiled ? '' : `not steady: ${record.steady_reason}`;
  return {
    lane,
    id: printable(record.id),
    label: printable(record.label),
    status: record.status === 'ok' ? 'ok' : 'failed',
    anonymous_kib,
    uss_kib,
    cpu_cores,
    num_threads,
    note: printable(record.status === 'ok' ? unsteady : record.failure).slice(0, 500),
  };
}

function named(live: LiveCell): LiveCell {
  return {
    ...live,
    label: printable(live.label),
    phase: printable(live.phase),
    lane: printable(live.lane),
  };
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, though it is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
