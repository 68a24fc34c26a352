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
    params_in_force: measured?.params_in_force ?? null,
    git: await gitState(target),
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
