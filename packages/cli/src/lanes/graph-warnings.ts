import { RESTING_LIMIT_CORES } from '../graph/graph-gate.js';
import type { CellRecord } from './cell-record.js';
import type { Warning } from './warnings.js';

/** A host whose graph is known needs half of this; in a short window reading its counters shows too. */
const QUIET_CORES = 0.01;

/** Reasons to distrust figures that lie with the graph's host, or with whoever else maps the target's libraries. */
export function graphWarnings(measured: readonly CellRecord[]): Warning[] {
  return [...hostWarnings(measured), ...sharerWarnings(measured)];
}

function hostWarnings(measured: readonly CellRecord[]): Warning[] {
  const active = measured.filter((cell) => {
    const host = cell.graph_host;
    if (!host) return false;
    // While it is churned the host has to work, and says what had to be repeated.
    const cores = cell.churn || cell.cycles ? RESTING_LIMIT_CORES : QUIET_CORES;
    return (host.cpu_cores ?? 0) > cores || (host.resends ?? 0) > 0 || (host.unanswered_heartbeats ?? 0) > 0;
  });
  const first = active[0];
  if (!first?.graph_host) return [];
  const { cpu_cores: cores, resends, unanswered_heartbeats: heartbeats } = first.graph_host;
  const numbers = `${cores?.toFixed(4)} core, ${resends} samples sent again, ${heartbeats} heartbeats unanswered`;
  return [
    {
      code: 'graph-host-active',
      severity: 'note',
      message: `the graph host was not at rest during ${active.length} of ${measured.length} windows (${first.id}: ${numbers}), though every node was acknowledged`,
      fix: 'an idle host; a lower graph.rate',
    },
  ];
}

function sharerWarnings(measured: readonly CellRecord[]): Warning[] {
  const warnings: Warning[] = [];
  const most = measured
    .filter((cell) => (cell.library_sharers?.processes.length ?? 0) > 0)
    .sort((a, b) => sharedKib(b) - sharedKib(a));
  const worst = most[0]?.library_sharers;
  if (worst) {
    const foreign = worst.processes.some((process) => !process.ours);
    const mib = (worst.shared_kib / 1024).toFixed(1);
    warnings.push({
      code: 'shared-libraries',
      severity: foreign ? 'warn' : 'note',
      message: `${names(worst)} also map the target's files (in ${most.length} of ${measured.length} cells): up to ${mib} MiB of them count as shared, and USS is lower by that than where the target runs alone`,
      fix: foreign ? 'stop them, or compare anonymous memory' : 'compare anonymous memory',
    });
  }
  const unreadable = Math.max(0, ...measured.map((cell) => cell.library_sharers?.unreadable ?? 0));
  if (unreadable > 0) {
    warnings.push({
      code: 'sharers-unknown',
      severity: 'note',
      message: `the maps of ${unreadable} processes could not be read: whether they share the target's libraries, which lowers its USS, is unknown`,
      fix: 'run as root, or compare anonymous memory',
    });
  }
  return warnings;
}

function sharedKib(cell: CellRecord): number {
  return cell.library_sharers?.shared_kib ?? 0;
}

// "python3 (pid 12: libddsc.so.0, ...), node ×2 of ours"
function names({ processes, more }: NonNullable<CellRecord['library_sharers']>): string {
  const foreign = processes.filter((process) => !process.ours);
  const ours = processes.length - foreign.length;
  const listed = foreign.slice(0, 3).map(({ comm, pid, files }) => {
    const first = files[0]?.split('/').at(-1) ?? 'unknown';
    return `${comm} (pid ${pid}: ${first}${files.length > 1 ? ', ...' : ''})`;
  });
  const unlisted = foreign.length - listed.length + more;
  return [
    ...listed,
    ...(unlisted > 0 ? [`${unlisted} more`] : []),
    ...(ours > 0 ? [`${ours} of this program's own`] : []),
  ].join(', ');
}
