/** `53.4 MiB` from KiB; `unknown` from null. */
export function mib(kib: number | null): string {
  return kib === null ? 'unknown' : `${(kib / 1024).toFixed(1)} MiB`;
}

/** `x [lo, hi]` with a number of decimals; open ends and unknowns are said. */
export function withInterval(
  value: number | null,
  lo: number | null,
  hi: number | null,
  decimals: number,
): string {
  if (value === null) return 'unknown';
  const end = (bound: number | null): string => (bound === null ? 'open' : bound.toFixed(decimals));
  return `${value.toFixed(decimals)} [${end(lo)}, ${end(hi)}]`;
}
