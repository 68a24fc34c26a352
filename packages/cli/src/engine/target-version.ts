import type { ExecResult } from '@medkit-bench/targets';
import { atPath } from '../json-path.js';
import type { HttpAnswer } from '../net/http-get.js';
import type { TemplateValues } from '../profile/template.js';
import { fillTemplate } from '../profile/template.js';
import type { VersionSpec } from '../profile/version-schema.js';

/** The ways to ask a live target for its version. */
export interface VersionSources {
  values: TemplateValues;
  exec(argv: readonly string[]): Promise<ExecResult>;
  get(url: string): Promise<HttpAnswer>;
  /** Shared libraries of the first subject; null where unknown. */
  libraries: readonly string[] | null;
  environment(): Promise<ReadonlyMap<string, string> | null>;
  signal: AbortSignal;
}

/** What the target is a build of; unknown is null. */
export interface TargetVersion {
  version: unknown;
  commit: string | null;
  /** Which of the profile's known versions it is. */
  variant: string | null;
  facts: Record<string, string | null>;
  notes: string[];
}

const COMMIT = /^[0-9a-f]{7,64}$/;

/** Everything that the profile knows to ask for; nothing here spoils a cell. */
export async function targetVersion(
  spec: VersionSpec | undefined,
  sources: VersionSources,
): Promise<TargetVersion> {
  if (!spec) return { version: null, commit: null, variant: null, facts: {}, notes: [] };
  const variant = await variantOf(spec, sources);
  const isKnown = variant !== null || spec.variants.length === 0;
  return {
    version: spec.http === undefined ? null : await answerOf(spec.http, 'version.http', sources),
    commit: await commitOf(spec, sources),
    variant,
    facts: await factsOf(spec, sources),
    notes: isKnown
      ? []
      : [
          `the target is none of the versions this profile knows (${spec.variants.map((v) => v.name).join(', ')})`,
        ],
  };
}

async function answerOf(url: string, where: string, sources: VersionSources): Promise<unknown> {
  try {
    const answer = await sources.get(fillTemplate(url, sources.values, where));
    return answer.status === 200 ? JSON.parse(answer.body) : null;
  } catch {
    sources.signal.throwIfAborted();
    return null;
  }
}

async function variantOf(spec: VersionSpec, sources: VersionSources): Promise<string | null> {
  for (const [i, { name, url, path, present }] of spec.variants.entries()) {
    const answer = await answerOf(url, `version.variants[${i}].url`, sources);
    if (answer !== null && (atPath(answer, path) !== undefined) === present) return name;
  }
  return null;
}

async function commitOf(spec: VersionSpec, sources: VersionSources): Promise<string | null> {
  const ask = async (parts: readonly string[], where: string): Promise<string | null> => {
    const argv = parts.map((part) => fillTemplate(part, sources.values, where));
    // An empty word is a variable that nobody set; git, say, would then speak of another folder.
    if (argv.includes('')) return null;
    const { code, stdout } = await sources.exec(argv).catch(() => ({ code: 1, stdout: '' }));
    return code === 0 && COMMIT.test(stdout.trim()) ? stdout.trim() : null;
  };
  const fromFile =
    spec.commit_file === undefined ? null : await ask(['cat', '--', spec.commit_file], 'version.commit_file');
  return fromFile ?? (spec.commit_command ? await ask(spec.commit_command, 'version.commit_command') : null);
}

async function factsOf(spec: VersionSpec, sources: VersionSources): Promise<Record<string, string | null>> {
  const facts: Record<string, string | null> = {};
  for (const [name, fact] of Object.entries(spec.facts)) {
    facts[name] =
      'environment' in fact
        ? ((await sources.environment())?.get(fact.environment) ?? null)
        : libraryFact(fact.library, sources.libraries);
  }
  return facts;
}

function libraryFact(pattern: string, libraries: readonly string[] | null): string | null {
  const expression = new RegExp(pattern);
  for (const library of libraries ?? []) {
    const found = expression.exec(library);
    if (found) return found[1] ?? found[0];
  }
  return null;
}
