import path from 'node:path';
import { badInput } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import type { Profile } from './schema.js';

/**
 * A profile with its variables set.
 * @throws BenchError (exit 2) for a name the profile does not have, and for one that must be set and is not
 */
export function setVars(
  profile: Profile,
  given: Readonly<Record<string, unknown>>,
  env: Readonly<NodeJS.ProcessEnv> = process.env,
): Profile {
  const known = Object.keys(profile.vars);
  const vars = Object.fromEntries(known.map((name) => [name, plainValue(profile, name, env)]));
  for (const [name, value] of Object.entries(given)) {
    if (!known.includes(name)) {
      const near = nearestName(name, known);
      throw badInput(
        `--var: profile '${profile.name}' has no variable '${name}'`,
        near ? `did you mean '${near}'? Known: ${known.join(', ')}` : `known: ${known.join(', ') || 'none'}`,
      );
    }
    const plain = typeof value === 'number' ? value : String(value);
    vars[name] = isPath(profile.vars[name]) ? absolute(String(plain), process.cwd()) : plain;
  }
  const missing = known.filter((name) => vars[name] === null);
  if (missing.length > 0) {
    throw badInput(
      `profile '${profile.name}' needs ${missing.join(', ')}`,
      missing.map((name) => `--var ${name}=...`).join(' '),
    );
  }
  return { ...profile, vars };
}

function plainValue(
  profile: Profile,
  name: string,
  env: Readonly<NodeJS.ProcessEnv>,
): string | number | null {
  const value = profile.vars[name] ?? null;
  if (typeof value !== 'object' || value === null) return value;
  if ('path' in value) return value.path === null ? null : absolute(value.path, profile.dir);
  return env[value.environment] || value.default;
}

/** Paths, `:` between them; empty stays empty. */
function absolute(paths: string, from: string): string {
  return paths
    .split(':')
    .map((one) => (one === '' ? '' : path.resolve(from, one)))
    .join(':');
}

function isPath(value: Profile['vars'][string] | undefined): boolean {
  return typeof value === 'object' && value !== null && 'path' in value;
}
