import { parseAssignments } from '../config/parse-assignments.js';
import { badInput, messageOf } from '../errors.js';

/** What makes one build different from what the profile says. */
export interface BuildSpec {
  /** Another profile, by name or path. */
  profile: string | null;
  image: string | null;
  command: string[] | null;
  /** Variables of the profile; `ref=` is the one called ref. */
  vars: Record<string, string>;
  env: Record<string, string>;
  /** Parameters of the target, by dotted name. */
  params: Record<string, unknown>;
}

const FORMS =
  'image=NAME, ref=GIT-REF, command=["program","argument"], profile=NAME|PATH, var.NAME=VALUE, env.NAME=VALUE or set.PARAMETER=VALUE';

/**
 * Reads what a build is told by: `image=gateway:pr`, `ref=main`, `command=["./gateway"]` and so on.
 * @throws BenchError (exit 2) naming the flag and the text
 */
export function parseBuildSpec(texts: readonly string[], flag: string): BuildSpec {
  const spec: BuildSpec = { profile: null, image: null, command: null, vars: {}, env: {}, params: {} };
  for (const text of texts) {
    const at = text.indexOf('=');
    const [kind, value] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
    const named = /^(var|env|set)\.(.+)$/.exec(kind);
    if (named) readNamed(spec, named[1] as 'var' | 'env' | 'set', named[2] ?? '', { value, flag });
    else if (kind === 'image' || kind === 'profile') spec[kind] = wanted(value, text, flag);
    else if (kind === 'ref') spec.vars['ref'] = wanted(value, text, flag);
    else if (kind === 'command') spec.command = argv(value, flag);
    else throw badInput(`${flag}: '${text}' does not name a build`, `a build is named by ${FORMS}`);
  }
  return spec;
}

function readNamed(
  spec: BuildSpec,
  kind: 'var' | 'env' | 'set',
  name: string,
  { value, flag }: { value: string; flag: string },
): void {
  if (kind === 'var') spec.vars[name] = value;
  else if (kind === 'env') spec.env[name] = value;
  else Object.assign(spec.params, parseAssignments([`${name}=${value}`], flag));
}

function wanted(value: string, text: string, flag: string): string {
  if (value.trim() === '') throw badInput(`${flag}: '${text}' names nothing`, `a build is named by ${FORMS}`);
  return value;
}

// A list rather than a line: no shell ever reads it, so nothing needs quoting.
function argv(value: string, flag: string): string[] {
  let words: unknown;
  try {
    words = JSON.parse(value);
  } catch (error) {
    throw badInput(
      `${flag}: command=${value} is not a list of words: ${messageOf(error)}`,
      `for example ${flag} 'command=["./build/gateway","--port","{port}"]'`,
    );
  }
  if (Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string')) {
    return words;
  }
  throw badInput(
    `${flag}: command=${value} is not a list of words`,
    `for example ${flag} 'command=["./build/gateway","--port","{port}"]'`,
  );
}
