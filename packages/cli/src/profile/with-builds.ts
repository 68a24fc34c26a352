import { badInput } from '../errors.js';
import type { BuildSpec } from './build-spec.js';
import { parseBuildSpec } from './build-spec.js';
import { loadProfile } from './load-profile.js';
import type { Profile } from './schema.js';
import { setVars } from './set-vars.js';

/** The texts that name two builds. */
export interface BuildTexts {
  readonly buildA: readonly string[];
  readonly buildB: readonly string[];
}

/**
 * The profile of the first build, with the profiles of both under `builds`.
 * @throws BenchError (exit 2) when a build is named in a way that the profile has no place for
 */
export function withBuilds(
  loaded: Profile,
  vars: Readonly<Record<string, unknown>>,
  { buildA, buildB }: BuildTexts,
): Profile {
  const a = buildProfile(loaded, vars, parseBuildSpec(buildA, '--a'), '--a');
  const b = buildProfile(loaded, vars, parseBuildSpec(buildB, '--b'), '--b');
  return { ...a, builds: { a, b } };
}

function buildProfile(
  loaded: Profile,
  vars: Readonly<Record<string, unknown>>,
  spec: BuildSpec,
  flag: string,
): Profile {
  const base = spec.profile === null ? loaded : loadProfile(spec.profile);
  if ('ref' in spec.vars && !('ref' in base.vars)) {
    throw badInput(
      `${flag}: profile '${base.name}' has no variable 'ref': it does not say how a ref is built`,
      `build it yourself and name it with ${flag} image=... or ${flag} command=[...]`,
    );
  }
  const profile = setVars(base, { ...vars, ...spec.vars });
  return { ...profile, start: startOf(profile, spec, flag) };
}

function startOf(profile: Profile, spec: BuildSpec, flag: string): Profile['start'] {
  let { start } = profile;
  if (spec.image !== null) {
    if (start.kind !== 'docker') throw noPlace(profile, flag, 'image', 'docker');
    const { build: _built, ...rest } = start;
    start = { ...rest, image: spec.image };
  }
  if (spec.command !== null) {
    if (start.kind === 'compose' || start.kind === 'attach')
      throw noPlace(profile, flag, 'command', 'local, docker or ssh');
    start = { ...start, command: spec.command };
  }
  if (Object.keys(spec.env).length > 0) {
    if (start.kind === 'attach') throw noPlace(profile, flag, 'env', 'local, docker, compose or ssh');
    start = { ...start, env: { ...start.env, ...spec.env } };
  }
  if (start.kind === 'attach') {
    throw badInput(
      `profile '${profile.name}' attaches to a process that runs: there is no fresh instance of a build`,
      'choose a profile that starts what it measures',
    );
  }
  return start;
}

function noPlace(profile: Profile, flag: string, key: string, kinds: string): Error {
  return badInput(
    `${flag}: profile '${profile.name}' starts by '${profile.start.kind}', which has no ${key}`,
    `a build is named by ${key}= in a profile that starts by ${kinds}`,
  );
}
