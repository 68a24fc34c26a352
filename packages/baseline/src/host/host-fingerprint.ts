/** What figures of cost depend on. Unknown is null, and never counts as different. */
export interface HostFingerprint {
  cpu_model: string | null;
  nproc: number | null;
  mem_total_kib: number | null;
  kernel: string | null;
  governor: string | null;
  virtualisation: string | null;
}

/** A part of two fingerprints that is known on both sides and differs. */
export interface HostDifference {
  key: keyof HostFingerprint;
  baseline: string | number;
  run: string | number;
}

const KIB_PER_GIB = 1024 * 1024;
/** A kernel update moves the reported total by some MiB: only half a GiB and more is another host. */
const MEMORY_TOLERANCE_KIB = KIB_PER_GIB / 2;

const DECISIVE = ['cpu_model', 'nproc', 'mem_total_kib'] as const;
const RECORDED = ['kernel', 'governor', 'virtualisation'] as const;

/** Reads a fingerprint from a metadata object; what is absent, empty or of another type is unknown. */
export function hostFingerprint(host: Readonly<Record<string, unknown>>): HostFingerprint {
  return {
    cpu_model: textOf(host['cpu_model']),
    nproc: positive(host['nproc']),
    mem_total_kib: positive(host['mem_total_kib']) ?? positive(host['mem_total_kb']),
    kernel: textOf(host['kernel']),
    governor: textOf(host['governor']),
    virtualisation: textOf(host['virtualisation']),
  };
}

/** Parts that make it another host: CPU model, cores, memory to the GiB. */
export function hostDifferences(baseline: HostFingerprint, run: HostFingerprint): HostDifference[] {
  return differences(baseline, run, DECISIVE);
}

/** Parts that are recorded and worth a warning: kernel, governor, virtualisation. */
export function hostWarnings(baseline: HostFingerprint, run: HostFingerprint): HostDifference[] {
  return differences(baseline, run, RECORDED);
}

/** Decisive parts that one of the two does not say. */
export function unknownHostKeys(baseline: HostFingerprint, run: HostFingerprint): string[] {
  return DECISIVE.filter((key) => baseline[key] === null || run[key] === null).map((key) => `host.${key}`);
}

/** Memory in whole GiB, for people and file names; null when unknown. */
export function memoryGib(host: HostFingerprint): number | null {
  return host.mem_total_kib === null ? null : Math.round(host.mem_total_kib / KIB_PER_GIB);
}

function differences(
  baseline: HostFingerprint,
  run: HostFingerprint,
  keys: readonly (keyof HostFingerprint)[],
): HostDifference[] {
  const found: HostDifference[] = [];
  for (const key of keys) {
    const before = baseline[key];
    const after = run[key];
    if (before === null || after === null || before === after) continue;
    if (key === 'mem_total_kib' && Math.abs(Number(before) - Number(after)) <= MEMORY_TOLERANCE_KIB) continue;
    found.push({ key, baseline: before, run: after });
  }
  return found;
}

function textOf(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text === 'unknown' ? null : text;
}

function positive(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}
