import { plainLine } from '../text/plain-line.js';

/** A dimension of a scenario, such as `entities` = `60`. */
export interface Dimension {
  readonly name: string;
  readonly value: string;
}

/** A metric of a scenario: the base of its keys, and what makes base units of its values. */
export interface MetricSource {
  readonly key: string;
  readonly metric: string;
  readonly unit: string;
  readonly factor: number;
}

/** One aggregate of a lane: where its numbers stand, and which of them a machine may want. */
export interface Scenario {
  readonly dimensions: readonly Dimension[];
  readonly source: object;
  /** The first is the one that must be known for the scenario to count as measured. */
  readonly metrics: readonly MetricSource[];
}

const KIB = 1024;

/** A size that the summary gives in KiB. */
export function bytes(key: string, metric: string): MetricSource {
  return { key, metric, unit: 'bytes', factor: KIB };
}

/** A number in a unit of its own. */
export function as(unit: string, key: string, metric: string, factor: number = 1): MetricSource {
  return { key, metric, unit, factor };
}

/** A dimension with one value; none where it is unknown. */
export function dimension(name: string, value: string | number | null): readonly Dimension[] {
  return value === null ? [] : [{ name, value: plainLine(String(value), 80) }];
}

/** A number that stands alone, with its interval if it has one, under the keys of an aggregate. */
export function alone(key: string, value: number | null, lo: number | null, hi: number | null): object {
  return { [`${key}_median`]: value, [`${key}_lo95`]: lo, [`${key}_hi95`]: hi };
}
