/** A figure that does not come out again. */
export interface Disagreement {
  /** File, relative to the run folder. */
  file: string;
  /** Dotted path within the file. */
  path: string;
  stored: unknown;
  recomputed: unknown;
}

/** Figures held against each other. */
export interface Comparison {
  agreed: number;
  disagreements: Disagreement[];
}

/** Relative difference that another machine's last digits may make. */
const SAME_WITHIN = 1e-9;

/** Holds every leaf of two JSON values against each other; a key that only one of them has is a disagreement. */
export function compareFigures(file: string, stored: unknown, recomputed: unknown, at = ''): Comparison {
  if (isBranch(stored) && isBranch(recomputed) && Array.isArray(stored) === Array.isArray(recomputed)) {
    const keys = new Set([...Object.keys(stored), ...Object.keys(recomputed)]);
    const parts = [...keys].map((key) =>
      compareFigures(file, own(stored, key), own(recomputed, key), at === '' ? key : `${at}.${key}`),
    );
    return {
      agreed: parts.reduce((sum, part) => sum + part.agreed, 0),
      disagreements: parts.flatMap((part) => part.disagreements),
    };
  }
  if (same(stored, recomputed)) return { agreed: 1, disagreements: [] };
  return { agreed: 0, disagreements: [{ file, path: at, stored, recomputed }] };
}

/** A value as it stands in a file: what JSON cannot hold becomes null or is left out. */
export function asStored(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'number' || typeof b !== 'number') {
    return a === b || (isBranch(a) && isBranch(b) && JSON.stringify(a) === JSON.stringify(b));
  }
  return Math.abs(a - b) <= SAME_WITHIN * Math.max(Math.abs(a), Math.abs(b));
}
