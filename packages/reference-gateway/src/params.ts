import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { Declared } from './declared-params.js';
import { FAULT_MANAGER, GATEWAY, REFERENCE } from './declared-params.js';

/** Parameters in force, by dotted name. */
export type Params = Map<string, unknown>;

const KNOWN: Record<string, Declared> = { ...GATEWAY, ...FAULT_MANAGER, ...REFERENCE };

/**
 * Parameters of a file over the defaults; what does not fit is warned of and left at its default, as the real
 * gateway does. They are read once: nothing changes them while it runs.
 */
export function loadParams(file: string | null, warn: (text: string) => void): Params {
  const params: Params = new Map(Object.entries(KNOWN).map(([name, known]) => [name, known.default]));
  for (const [name, value] of file === null ? [] : readFile(file)) {
    const known = KNOWN[name];
    if (!known) warn(`parameter ${name} is not declared; ignored`);
    else if (!fits(value, known))
      warn(`parameter ${name}: ${JSON.stringify(value)} is not valid; using ${String(known.default)}`);
    else {
      params.set(name, value);
      if (!known.works && JSON.stringify(value) !== JSON.stringify(known.default))
        warn(`parameter ${name} is declared and shown, but changes nothing in this gateway`);
    }
  }
  return params;
}

/**
 * Settings that cannot be followed: without a readable manifest there is nothing but what runs.
 * @returns why the gateway must not start, or null
 */
export function discoveryProblem(params: Params, warn: (text: string) => void): string | null {
  const mode = params.get('discovery.mode');
  if (mode === 'runtime_only') return null;
  if (mode === 'manifest_only')
    return 'discovery.mode manifest_only needs a manifest, and this gateway reads none';
  warn(
    mode === 'hybrid'
      ? 'discovery.mode hybrid without a manifest is runtime_only'
      : `unknown discovery.mode '${String(mode)}': using runtime_only`,
  );
  return null;
}

/** Declared parameters of a node as it shows them. */
export function declaredParams(
  params: Params,
  node: 'gateway' | 'fault_manager' = 'gateway',
): { name: string; type: string; value: unknown }[] {
  const declared = node === 'gateway' ? KNOWN : FAULT_MANAGER;
  return Object.entries(declared).map(([name, { type }]) => ({ name, type, value: params.get(name) }));
}

function fits(value: unknown, known: Declared): boolean {
  if (known.type === 'string_array')
    return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (typeof value !== typeof known.default) return false;
  if (known.oneOf) return known.oneOf.includes(value as string);
  if (typeof value !== 'number') return true;
  if (known.type === 'int' && !Number.isInteger(value)) return false;
  return Number.isFinite(value) && value >= (known.min ?? -Infinity) && value <= (known.max ?? Infinity);
}

function readFile(file: string): Map<string, unknown> {
  const document = parseDocument(readFileSync(file, 'utf8'));
  const problem = document.errors[0];
  if (problem) {
    const at = problem.linePos?.[0];
    throw new Error(
      `${file}${at ? `, line ${at.line}, column ${at.col}` : ''}: ${problem.message.split('\n')[0]}`,
    );
  }
  const flat = new Map<string, unknown>();
  flattenSections(document.toJS({ maxAliasCount: 100 }), flat);
  return flat;
}

// A node may stand below any namespace, and the fault manager has a section of its own.
function flattenSections(value: unknown, flat: Map<string, unknown>): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'ros__parameters') flatten(inner, '', flat);
    else flattenSections(inner, flat);
  }
}

function flatten(value: unknown, prefix: string, flat: Map<string, unknown>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value))
      flatten(inner, prefix === '' ? key : `${prefix}.${key}`, flat);
  } else if (prefix !== '') flat.set(prefix, value);
}

export function numberOf(params: Params, name: string): number {
  return Number(params.get(name));
}
