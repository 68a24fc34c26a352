/** What stands where a number is not known. */
export const UNKNOWN = 'unknown';
const DASH = '—';

/** A unit a value is shown in: `value / divisor`, with this name. */
export interface ShownUnit {
  readonly divisor: number;
  readonly name: string;
}

/** How a quantity picks its unit and what it is measured in. */
export interface Quantity {
  readonly unitFor: (magnitude: number) => ShownUnit;
  /** Whole numbers only, such as thread counts. */
  readonly whole?: boolean;
}

const KIB: ShownUnit = { divisor: 1, name: 'KiB' };
const MIB: ShownUnit = { divisor: 1024, name: 'MiB' };
const GIB: ShownUnit = { divisor: 1024 * 1024, name: 'GiB' };

function memoryUnit(magnitude: number): ShownUnit {
  if (magnitude < 1024) return KIB;
  return magnitude < 1024 * 1024 ? MIB : GIB;
}

function rateUnit(magnitude: number): ShownUnit {
  if (magnitude < 1024) return { divisor: 1, name: 'B/s' };
  return magnitude < 1024 * 1024 ? { divisor: 1024, name: 'KiB/s' } : { divisor: 1024 * 1024, name: 'MiB/s' };
}

/** Memory in KiB, shown in KiB, MiB or GiB. */
export const memory: Quantity = { unitFor: memoryUnit };
/** CPU in cores. */
export const cores: Quantity = { unitFor: () => ({ divisor: 1, name: 'cores' }) };
/** A count without a unit. */
export const count: Quantity = { unitFor: () => ({ divisor: 1, name: '' }), whole: true };
/** A number without a unit, such as an exponent. */
export const plain: Quantity = { unitFor: () => ({ divisor: 1, name: '' }) };
/** A slope in bytes per second. */
export const byteRate: Quantity = { unitFor: rateUnit };
/** A time in seconds. */
export const seconds: Quantity = { unitFor: () => ({ divisor: 1, name: 's' }) };
/** A time in milliseconds. */
export const milliseconds: Quantity = { unitFor: () => ({ divisor: 1, name: 'ms' }) };
/** Memory left behind by one change of the graph, given in bytes. */
export const bytesPerChange: Quantity = { unitFor: () => ({ divisor: 1, name: 'B/change' }) };
/** Memory per entity, given in KiB. */
export const memoryPerEntity: Quantity = {
  unitFor: (magnitude) => {
    const unit = memoryUnit(magnitude);
    return { divisor: unit.divisor, name: `${unit.name}/entity` };
  },
};

/** `value` to about `digits` significant digits, never in exponent form, with a true minus sign. */
export function decimals(value: number, digits: number = 3): string {
  if (value === 0) return '0';
  const places = Math.min(9, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value)))));
  const text = fixed(value, places);
  return /^0(?:\.0*)?$/u.test(text) ? '0' : text;
}

function fixed(value: number, places: number): string {
  const text = Math.abs(value).toFixed(places);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** One value with its unit, `unknown` when null. */
export function showValue(value: number | null, quantity: Quantity): string {
  if (value === null) return UNKNOWN;
  const unit = quantity.unitFor(Math.abs(value));
  const text = quantity.whole && Number.isInteger(value) ? fixed(value, 0) : decimals(value / unit.divisor);
  return unit.name === '' ? text : `${text} ${unit.name}`;
}

/**
 * A value and its interval in one unit, `52.3 MiB [51.9, 52.8]`, rounded so that the interval's width shows; an end
 * that is open or unknown is a dash.
 */
export function showInterval(
  value: number | null,
  lo: number | null,
  hi: number | null,
  quantity: Quantity,
): string {
  if (value === null) return UNKNOWN;
  const unit = quantity.unitFor(Math.max(Math.abs(value), 0));
  const places = placesFor(value / unit.divisor, lo, hi, unit.divisor, quantity.whole === true);
  const show = (x: number | null): string => (x === null ? DASH : fixed(x / unit.divisor, places));
  const name = unit.name === '' ? '' : ` ${unit.name}`;
  return `${show(value)}${name} [${show(lo)}, ${show(hi)}]`;
}

/** A range without a middle, `51.9 … 52.8 MiB`; `unknown` when either end is. */
export function showRange(lo: number | null, hi: number | null, quantity: Quantity): string {
  if (lo === null || hi === null) return UNKNOWN;
  const unit = quantity.unitFor(Math.max(Math.abs(lo), Math.abs(hi)));
  const places = placesFor(hi / unit.divisor, lo, hi, unit.divisor, quantity.whole === true);
  const name = unit.name === '' ? '' : ` ${unit.name}`;
  return `${fixed(lo / unit.divisor, places)} … ${fixed(hi / unit.divisor, places)}${name}`;
}

/** Three significant digits, or as many as it takes to give the half width two, up to six places. */
function placesFor(
  shown: number,
  lo: number | null,
  hi: number | null,
  divisor: number,
  whole: boolean,
): number {
  const ends = [lo, hi].filter((x): x is number => x !== null).map((x) => x / divisor);
  if (whole && [shown, ...ends].every((x) => Number.isInteger(x))) return 0;
  const magnitude = Math.max(Math.abs(shown), ...ends.map((x) => Math.abs(x)));
  const base = magnitude === 0 ? 0 : 2 - Math.floor(Math.log10(magnitude));
  const half = Math.max(0, ...ends.map((x) => Math.abs(x - shown)));
  const fine = half === 0 ? base : 1 - Math.floor(Math.log10(half));
  return Math.min(6, Math.max(0, Math.min(Math.max(base, fine), base + 2)));
}

/** Seconds as people say them: `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function showDuration(durationS: number | null): string {
  if (durationS === null) return UNKNOWN;
  if (durationS < 90) return `${decimals(durationS, durationS < 10 ? 2 : 2)} s`;
  const minutes = Math.floor(durationS / 60);
  const seconds = Math.round(durationS - minutes * 60);
  if (minutes < 90) return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
