const KIB_PER_MIB = 1024;

/** A figure with its unit, three significant digits, KiB as MiB from one MiB on. */
export function formatFigure(value: number | null, unit: string): string {
  if (value === null) return '?';
  if (unit === 'KiB' && Math.abs(value) >= KIB_PER_MIB) return `${digits(value / KIB_PER_MIB)} MiB`;
  return unit === '' ? digits(value) : `${digits(value)} ${unit}`;
}

/** As {@link formatFigure}, with a plus sign where it is one. */
export function formatSigned(value: number | null, unit: string): string {
  return value !== null && value > 0 ? `+${formatFigure(value, unit)}` : formatFigure(value, unit);
}

/** A share in percent, with a sign, two significant digits or one decimal. */
export function formatPercent(percent: number | null, signed: boolean = true): string {
  if (percent === null) return '?';
  const rounded = Math.abs(percent) < 1 ? Number(percent.toPrecision(2)) : Number(percent.toFixed(1));
  return `${signed && rounded > 0 ? '+' : ''}${rounded} %`;
}

function digits(value: number): string {
  if (value === 0) return '0';
  const places = Math.abs(value) >= 1000 ? 4 : 3;
  return String(Number(value.toPrecision(places)));
}
