import { formatDuration } from '../engine/progress.js';
import type { CellRecord } from './cell-record.js';
import { graphWarnings } from './graph-warnings.js';

/** A reason to distrust a result, with what to do about it. */
export interface Warning {
  code: string;
  severity: 'note' | 'warn';
  message: string;
  fix: string | null;
}

/** More than this share of a core spent observing is said. */
const OBSERVER_LIMIT_CORES = 0.01;

export interface WarningContext {
  quick: boolean;
  /** Null where one is as good as many. */
  repeats: number | null;
  load1AtStart: number;
  nproc: number;
  /** Where requests did not come straight from this host: through SSH, or from beside the target. */
  loadWay?: 'ssh' | 'target' | null;
}

/** Every reason the cells give to distrust what they say. */
export function warningsFrom(cells: readonly CellRecord[], context: WarningContext): Warning[] {
  const measured = cells.filter((cell) => cell.status === 'ok');
  return [
    ...runWarnings(context),
    ...loadWarnings(measured, context.loadWay ?? null),
    ...cellWarnings(cells, measured),
    ...observerWarnings(measured),
    ...graphWarnings(measured),
  ];
}

function runWarnings(context: WarningContext): Warning[] {
  const warnings: Warning[] = [];
  if (context.quick) {
    warnings.push(
      note(
        'quick',
        'this is a quick run: short windows, few repeats',
        'leave --quick out for figures to compare',
      ),
    );
  }
  if (context.repeats !== null && context.repeats < 3) {
    warnings.push(
      warn(
        'few-repeats',
        `only ${context.repeats} repeat(s): the spread between instances is hardly known`,
        '--repeats 5',
      ),
    );
  }
  if (context.load1AtStart > context.nproc) {
    warnings.push(
      warn(
        'load-at-start',
        `load1 was ${context.load1AtStart.toFixed(2)} on ${context.nproc} cores before the lane started`,
        'stop other work; --strict refuses to start',
      ),
    );
  }
  return warnings;
}

const LOAD_WAYS = {
  ssh: [
    'requests went through SSH, whose time and bandwidth are in every latency',
    'reach the port itself where that is possible',
  ],
  target: [
    "requests came from beside the target, where the generator takes its share of the target's processors",
    'load.from: here where the target can be reached',
  ],
} as const;

function loadWarnings(measured: readonly CellRecord[], way: keyof typeof LOAD_WAYS | null): Warning[] {
  if (way === null || !measured.some((cell) => cell.load !== null)) return [];
  const [message, fix] = LOAD_WAYS[way];
  return [note('load-way', message, fix)];
}

function cellWarnings(cells: readonly CellRecord[], measured: readonly CellRecord[]): Warning[] {
  const warnings: Warning[] = [];
  const failed = cells.filter((cell) => cell.status === 'failed');
  if (failed.length > 0) {
    warnings.push(
      warn(
        'failed-cells',
        `${failed.length} of ${cells.length} cells could not be measured: ${firstLine(failed[0]?.failure)}`,
        '--resume tries them again',
      ),
    );
  }
  const cold = measured.filter((cell) => cell.warmup?.converged === false);
  if (cold.length > 0) {
    warnings.push(
      warn(
        'warmup-not-converged',
        `${cold.length} of ${measured.length} instances had not settled when their window began (${cold[0]?.id}: ${cold[0]?.warmup?.reason})`,
        'leave --quick out: its warm-up is short',
      ),
    );
  }
  // Cycles move memory on purpose.
  const unsteady = measured.filter(
    (cell) => !cell.steady && !cell.cycles && cell.warmup?.converged !== false,
  );
  if (unsteady.length > 0) {
    warnings.push(
      warn(
        'unsettled-repeats',
        `${unsteady.length} of ${measured.length} repeats were not steady (${unsteady[0]?.id}: ${unsteady[0]?.steady_reason})`,
        '--duration longer',
      ),
    );
  }
  const loud = measured.filter((cell) => cell.conditions?.high_load);
  if (loud.length > 0) {
    warnings.push(
      warn(
        'high-load',
        `the host was busy during ${loud.length} of ${measured.length} windows (${loud[0]?.conditions?.high_load_reason})`,
        'stop other work, then --resume after removing those cells',
      ),
    );
  }
  for (const text of new Set(measured.flatMap((cell) => notesOf(cell)))) {
    warnings.push(note('target-note', text, null));
  }
  warnings.push(...unconfirmedWarnings(measured));
  const usedUss = measured.filter((cell) => cell.judged_by === 'uss');
  if (usedUss.length > 0) {
    warnings.push(
      warn(
        'judged-by-uss',
        'anonymous memory could not be read: steadiness is judged by USS, which moves when unrelated processes map the same libraries',
        null,
      ),
    );
  }
  const jumps = measured.flatMap((cell) =>
    cell.private_clean_jumps.map((jump) => ({ cell: cell.id, ...jump })),
  );
  const jump = jumps[0];
  if (jump) {
    const mib = Math.abs(jump.to_kib - jump.from_kib) / 1024;
    warnings.push(
      note(
        'private-clean-jump',
        `private clean memory jumped ${jumps.length} time(s) (first by ${mib.toFixed(1)} MiB in ${jump.cell} at ${formatDuration(jump.t_s)}): an unrelated process mapped or dropped the same libraries; USS moved, anonymous memory did not`,
        'compare anonymous memory',
      ),
    );
  }
  return warnings;
}

function notesOf(cell: CellRecord): string[] {
  return textsAt(cell, 'notes');
}

function textsAt(cell: CellRecord, key: string): string[] {
  const texts = cell.target?.[key];
  return Array.isArray(texts) ? texts.map(String) : [];
}

// Not known is not wrong: such a cell counts, and whoever reads it is told.
function unconfirmedWarnings(measured: readonly CellRecord[]): Warning[] {
  const cells = measured.filter((cell) => textsAt(cell, 'unconfirmed_params').length > 0);
  if (cells.length === 0) return [];
  const names = [...new Set(cells.flatMap((cell) => textsAt(cell, 'unconfirmed_params')))];
  return [
    warn(
      'params-not-confirmed',
      `${names.join(', ')}: asked for, but ${cells.length} of ${measured.length} instances did not say what is in force`,
      "see the note on what could not be read; check params.read_back of the profile and the target's log",
    ),
  ];
}

function observerWarnings(measured: readonly CellRecord[]): Warning[] {
  const warnings: Warning[] = [];
  const missed = measured.reduce((sum, cell) => sum + (cell.observer?.missed_ticks ?? 0), 0);
  const expected = measured.reduce((sum, cell) => sum + (cell.observer?.expected_ticks ?? 0), 0);
  if (missed > 0)
    warnings.push(
      note(
        'missed-samples',
        `${missed} of ${expected} samples were not taken in time`,
        '--interval longer, or a quieter host',
      ),
    );
  const costs = measured.map((cell) => cell.observer?.cpu_cores ?? 0);
  const most = Math.max(0, ...costs);
  if (most > OBSERVER_LIMIT_CORES) {
    warnings.push(
      note(
        'observer-cost',
        `observing cost up to ${(most * 100).toFixed(1)} % of a core`,
        '--interval longer',
      ),
    );
  }
  return warnings;
}

function warn(code: string, message: string, fix: string | null): Warning {
  return { code, severity: 'warn', message, fix };
}

function note(code: string, message: string, fix: string | null): Warning {
  return { code, severity: 'note', message, fix };
}

function firstLine(text: string | null | undefined): string {
  return text?.split('\n')[0] ?? 'no reason given';
}
