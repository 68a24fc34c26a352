/** KiB as a person reads them; `-` for an unknown. */
export function formatKib(kib: number | null): string {
  if (kib === null) return '-';
  if (Math.abs(kib) < 10_000) return `${kib} KiB`;
  const mib = kib / 1024;
  return mib < 10_000 ? `${mib.toFixed(1)} MiB` : `${(mib / 1024).toFixed(2)} GiB`;
}

/** CPU-cores with the digits that mean something. */
export function formatCores(cores: number | null): string {
  return cores === null ? '-' : cores.toFixed(cores < 0.1 ? 4 : 3);
}

/** Any other number. */
export function formatCount(value: number | null): string {
  return value === null ? '-' : String(value);
}
