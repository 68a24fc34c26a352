import { deepMerge } from '../json-path.js';

type Plain = Record<string, unknown>;

/**
 * A profile laid over the one it extends: maps are merged, everything else is replaced, and null takes
 * a key away. `start` is replaced as a whole, and so is a `graph` of another kind: the keys of one kind
 * mean nothing to another.
 */
export function extendProfile(base: Plain, own: Plain): Plain {
  const { start, graph } = own;
  const merged = withoutNulls(deepMerge(base, own), own);
  return {
    ...merged,
    ...(start === undefined ? {} : { start }),
    ...(kindOf(graph) !== undefined && kindOf(graph) !== kindOf(base['graph']) ? { graph } : {}),
  };
}

// Only a null that the extending profile itself says takes away; a variable of null must be set.
function withoutNulls(merged: Plain, own: Plain, path = ''): Plain {
  return Object.fromEntries(
    Object.entries(merged).flatMap(([key, value]): [string, unknown][] => {
      if (!Object.hasOwn(own, key) || path === 'vars') return [[key, value]];
      const inner = own[key];
      if (inner === null) return [];
      return [[key, isMap(value) && isMap(inner) ? withoutNulls(value, inner, key) : value]];
    }),
  );
}

function kindOf(part: unknown): unknown {
  return isMap(part) ? part['kind'] : undefined;
}

function isMap(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
