import { SampleBuilder } from './build-sample.js';
import { LocalSource } from './read/local-source.js';
import type { Sample } from './sample.js';
import { checkPid } from './watch-process.js';

/** Which process to sample once. */
export interface SampleOnceOptions {
  tree?: boolean | undefined;
  startTicks?: number | undefined;
  procRoot?: string | undefined;
}

/**
 * One full sample; `cpu_cores` and other rates are `null`, `cpu_time_s` allows them to be taken between two calls.
 * Throws `ProcError` with `MEDKIT_PROC_GONE`, `_ZOMBIE`, `_KERNEL_THREAD`, `_RESTARTED`, `_DENIED` or `_PARSE`.
 */
export function sampleOnce(pid: number, options: SampleOnceOptions = {}): Sample {
  checkPid(pid);
  const source = new LocalSource({ pid, ...options });
  try {
    return new SampleBuilder({ pid, tree: options.tree ?? false }).build(
      source.read({ memory: true, host: true }),
    );
  } finally {
    source.close();
  }
}
