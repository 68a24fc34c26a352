import { readFileSync } from 'node:fs';
import type { GeneratorCost } from './load-result.js';
import { nowMs } from './monotonic-clock.js';

/** Measures what this process spends from its creation to `result()`, every thread included. */
export class CostMeter {
  readonly #startMs: number = nowMs();
  readonly #startCpu: NodeJS.CpuUsage = process.cpuUsage();

  result(requestCount: number): GeneratorCost {
    const { user, system } = process.cpuUsage(this.#startCpu);
    const cpuS = (user + system) / 1e6;
    const wallS = (nowMs() - this.#startMs) / 1000;
    return {
      cpu_s: Math.round(cpuS * 1000) / 1000,
      cpu_cores: wallS > 0 ? Math.round((cpuS / wallS) * 10_000) / 10_000 : null,
      requests_per_cpu_s: cpuS > 0 && requestCount > 0 ? Math.round(requestCount / cpuS) : null,
      max_rss_kib: process.resourceUsage().maxRSS,
      cpus_allowed: cpusAllowed(),
    };
  }
}

/** The processors this process may run on, as the kernel lists them; null where it does not say. */
function cpusAllowed(): string | null {
  try {
    return /^Cpus_allowed_list:\s*(.+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? null;
  } catch {
    return null;
  }
}
