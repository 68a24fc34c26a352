import type { Check } from '../finding.js';
import { finding, ok } from '../finding.js';

/** Frequency scaling. */
export const governorCheck: Check = (host) => {
  const governor = host.read('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim();
  if (governor === undefined)
    return finding(
      'governor',
      'note',
      'the frequency governor is out of sight (a virtual machine, most likely)',
      'whether the clock is steady is unknown: CPU figures of different days may differ',
    );
  if (governor === 'performance') return ok('governor', 'performance');
  return finding(
    'governor',
    'problem',
    `the governor is ${governor}`,
    'the same work takes more CPU time at a lower clock: CPU figures wander',
    'echo performance | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor',
  );
};

/** Turbo: clock that depends on heat and neighbours. */
export const turboCheck: Check = (host) => {
  const off = host.read('/sys/devices/system/cpu/intel_pstate/no_turbo')?.trim();
  const boost = host.read('/sys/devices/system/cpu/cpufreq/boost')?.trim();
  if (off === undefined && boost === undefined)
    return finding('turbo', 'note', 'turbo is out of sight', 'whether the clock is steady is unknown');
  if (off === '1' || boost === '0') return ok('turbo', 'off');
  return finding(
    'turbo',
    'note',
    'turbo is on',
    'the clock depends on heat: compare interleaved (ab) rather than with yesterday',
    off === undefined
      ? 'echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost'
      : 'echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo',
  );
};

/** Address space randomisation: a page or two between starts. */
export const aslrCheck: Check = (host) => {
  const level = host.read('/proc/sys/kernel/randomize_va_space')?.trim();
  if (level === '0') return ok('aslr', 'off: starts differ less than in production');
  return finding(
    'aslr',
    'note',
    `address space randomisation is on (${level ?? 'unknown'})`,
    'memory of fresh starts differs by some pages; repeats average over it, as they should',
  );
};

/** Pages of 2 MiB make memory move in steps. */
export const hugePagesCheck: Check = (host) => {
  const mode = /\[(\w+)\]/.exec(host.read('/sys/kernel/mm/transparent_hugepage/enabled') ?? '')?.[1];
  if (mode === 'always')
    return finding(
      'huge-pages',
      'note',
      'transparent huge pages are always on',
      'memory moves in steps of 2 MiB: small growth shows late and looks like a jump',
      'echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled',
    );
  return ok('huge-pages', mode ?? 'none');
};

/** A clock that is cheap and steady. */
export const clockCheck: Check = (host) => {
  const source = host.read('/sys/devices/system/clocksource/clocksource0/current_clocksource')?.trim();
  if (source === undefined || !/^(hpet|acpi_pm|jiffies)$/.test(source))
    return ok('clock', source ?? 'unknown');
  return finding(
    'clock',
    'problem',
    `the clock source is ${source}`,
    'reading the time costs microseconds: latencies under a millisecond are off',
    'echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource',
  );
};

const MUCH_STEAL = 0.05;
const MUCH_LOAD = 0.2;

/** CPU time taken away by the hypervisor. */
export const stealCheck: Check = async (host) => {
  const shares = await host.cpuShares();
  if (shares === null) return finding('steal', 'note', 'CPU steal is unknown', '');
  const percent = `${(shares.steal * 100).toFixed(1)} %`;
  if (shares.steal <= MUCH_STEAL) return ok('steal', `${percent} of CPU time stolen`);
  return finding(
    'steal',
    'problem',
    `${percent} of CPU time is stolen by other guests`,
    'latencies and CPU figures are worse than the target is',
    'measure on another host, or at another time; --strict refuses such a host',
  );
};

/** What else runs here. */
export const otherLoadCheck: Check = async (host) => {
  const load1 = Number((host.read('/proc/loadavg') ?? '').split(' ')[0]);
  const shares = await host.cpuShares();
  const busy = shares === null ? 'unknown' : `${(shares.busy * 100).toFixed(0)} %`;
  const found = `load ${load1.toFixed(2)} on ${host.cores} cores, ${busy} busy`;
  if (load1 <= host.cores && (shares === null || shares.busy <= MUCH_LOAD)) return ok('other-load', found);
  return finding(
    'other-load',
    'problem',
    found,
    'something else uses this host: repeats will differ more than they need to',
    'end what else runs, or wait; --strict refuses to start on a busy host',
  );
};

/** Room for the generator beside the target. */
export const coresCheck: Check = (host) =>
  host.cores >= 2
    ? ok('cores', `${host.cores} cores`)
    : finding(
        'cores',
        'problem',
        'one core',
        'clients and sampling take CPU from the target',
        'run clients on another host, or watch over SSH',
      );
