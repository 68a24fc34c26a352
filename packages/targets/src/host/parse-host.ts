import type { HostDescription } from './host-description.js';
import type { HostTexts } from './host-files.js';

/**
 * Puts a host's files into words. Pure: a file that is missing or not what the kernel writes gives `null`.
 * `arch` is used where the kernel is too old to say (before 6.1).
 */
export function parseHost(texts: HostTexts, arch: string | null = null): HostDescription {
  const memInfo = texts['/proc/meminfo'];
  return {
    cpu_model: cpuModel(texts['/proc/cpuinfo']),
    nproc: countOnline(texts['/sys/devices/system/cpu/online']) ?? countProcessors(texts['/proc/cpuinfo']),
    mem_total_kib: kibLine(memInfo, 'MemTotal'),
    swap_total_kib: kibLine(memInfo, 'SwapTotal'),
    kernel: trimmed(texts['/proc/sys/kernel/osrelease']),
    os: osName(texts['/etc/os-release']),
    arch: trimmed(texts['/proc/sys/kernel/arch']) ?? arch,
    hostname: trimmed(texts['/proc/sys/kernel/hostname']),
    governor: trimmed(texts['/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor']),
    virtualisation: virtualisation(texts),
    cgroup_version: cgroupVersion(texts['/proc/mounts']),
    transparent_hugepages: chosen(texts['/sys/kernel/mm/transparent_hugepage/enabled']),
    load1: firstNumber(texts['/proc/loadavg']),
  };
}

function trimmed(text: string | undefined): string | null {
  return text?.trim() || null;
}

// x86 says "model name"; ARM boards say "Model" or "Hardware", others "cpu model".
function cpuModel(text: string | undefined): string | null {
  for (const key of ['model name', 'cpu model', 'Model', 'Hardware', 'Processor', 'cpu', 'uarch']) {
    const found = new RegExp(`^${key}[ \\t]*:[ \\t]*(.+)$`, 'm').exec(text ?? '')?.[1]?.trim();
    if (found) return found;
  }
  return null;
}

function countProcessors(text: string | undefined): number | null {
  const count = text?.match(/^processor[ \t]*:/gm)?.length ?? 0;
  return count === 0 ? null : count;
}

/** Counts a kernel processor list such as `0-3,8`; null when it is none. */
export function countOnline(text: string | undefined): number | null {
  if (text === undefined) return null;
  let count = 0;
  for (const part of text.trim().split(',')) {
    const match = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part);
    if (match === null) return null;
    const span = Number(match[2] ?? match[1]) - Number(match[1]) + 1;
    if (span < 1) return null;
    count += span;
  }
  return count;
}

function kibLine(text: string | undefined, name: string): number | null {
  const digits = new RegExp(`^${name}:[ \\t]*(\\d{1,15}) kB$`, 'm').exec(text ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

function osName(text: string | undefined): string | null {
  const line = /^PRETTY_NAME=(.*)$/m.exec(text ?? '')?.[1]?.trim();
  return line === undefined ? null : line.replace(/^(["'])(.*)\1$/, '$2') || null;
}

// The bracketed word of a kernel choice such as "always [madvise] never".
function chosen(text: string | undefined): string | null {
  return /\[(\w+)\]/.exec(text ?? '')?.[1] ?? null;
}

function firstNumber(text: string | undefined): number | null {
  const digits = /^\d+\.\d+/.exec(text ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
}

// With both mounted (a "hybrid" host) the old hierarchy is the one that holds the memory controller.
function cgroupVersion(mounts: string | undefined): 1 | 2 | null {
  if (mounts === undefined) return null;
  const lines = mounts.split('\n').map((line) => line.split(' '));
  if (lines.some((f) => f[2] === 'cgroup' && f[3]?.split(',').includes('memory'))) return 1;
  return lines.some((f) => f[2] === 'cgroup2') ? 2 : null;
}

const MACHINES: readonly (readonly [RegExp, string])[] = [
  [/vmware/i, 'vmware'],
  [/virtualbox|innotek/i, 'virtualbox'],
  [/xen/i, 'xen'],
  [/microsoft corporation virtual/i, 'hyper-v'],
  [/kvm|qemu|google compute engine|amazon ec2|openstack|digitalocean|hetzner|parallels/i, 'vm'],
];

function virtualisation(texts: HostTexts): string | null {
  const container = trimmed(texts['/run/systemd/container']);
  if (container !== null) return container;
  if (texts['/.dockerenv'] !== undefined) return 'docker';
  if (texts['/run/.containerenv'] !== undefined) return 'podman';
  const hypervisor = trimmed(texts['/sys/hypervisor/type']);
  if (hypervisor !== null) return hypervisor;
  const dmi = `${texts['/sys/class/dmi/id/sys_vendor'] ?? ''} ${texts['/sys/class/dmi/id/product_name'] ?? ''}`;
  const machine = MACHINES.find(([pattern]) => pattern.test(dmi.replace(/\s+/g, ' ')));
  if (machine !== undefined) return machine[1];
  // A micro-VM has no firmware tables; the processor still says that a hypervisor runs it.
  const cpuInfo = texts['/proc/cpuinfo'];
  if (cpuInfo === undefined) return null;
  return /^flags[ \t]*:.*\bhypervisor\b/m.test(cpuInfo) ? 'vm' : 'none';
}
