import os from 'node:os';
import type { LocalTarget } from '@medkit-bench/targets';
import { describeHost } from '@medkit-bench/targets';
import type { CellRecord } from '../lanes/cell-record.js';
import { VERSION } from '../version.js';

/** What the figures of a run depend on, as `run_metadata.json` has it. */
export async function runMetadata(
  target: LocalTarget,
  cells: readonly CellRecord[],
  load1AtStart: number,
): Promise<Record<string, unknown>> {
  const measured = cells.find((cell) => cell.status === 'ok');
  return {
    schema_version: 1,
    tool: { name: 'medkit-bench', version: VERSION, node: process.version },
    host: { name: os.hostname(), ...(await describeHost()), load1_at_start: load1AtStart },
    target: measured?.target ?? null,
    graph_host: graphHostOf(cells),
    params_in_force: measured?.params_in_force ?? null,
    git: await gitState(target),
  };
}

// One line for the run: the graph's host and the most that it cost in any cell.
function graphHostOf(cells: readonly CellRecord[]): Record<string, unknown> | null {
  const hosts = cells.flatMap((cell) => cell.graph_host ?? []);
  const first = hosts[0];
  if (!first) return null;
  const most = (values: (number | null)[]): number | null =>
    values.reduce((a, b) => (a === null || b === null ? (a ?? b) : Math.max(a, b)), null);
  const cores = most(hosts.map((host) => host.cpu_cores));
  return {
    kind: first.kind,
    process: first.pid === null ? 'none of its own' : 'dds-graph-host',
    most_cpu_cores: cores === null ? null : Math.round(cores * 1e4) / 1e4,
    most_rss_kib: most(hosts.map((host) => host.rss_kib)),
    resends: most(hosts.map((host) => host.resends)),
  };
}

// The state of the folder the tool was called in, which is often the target's own repository.
async function gitState(target: LocalTarget): Promise<Record<string, unknown> | null> {
  try {
    const head = await target.exec(['git', 'rev-parse', 'HEAD'], { timeoutS: 5 });
    if (head.code !== 0) return null;
    const status = await target.exec(['git', 'status', '--porcelain', '--untracked-files=no'], {
      timeoutS: 10,
    });
    return { commit: head.stdout.trim(), dirty: status.code === 0 ? status.stdout.trim() !== '' : null };
  } catch {
    return null;
  }
}
