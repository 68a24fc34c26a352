import { badInput } from '../errors.js';

const REFERENCE = /^\$([A-Za-z_][A-Za-z0-9_]*)$/;

/**
 * A value of a profile, or, where it is `$NAME`, that of the environment variable: a profile and the plan that is
 * kept of it name a secret and never hold it.
 * @throws BenchError (exit 2) when the variable is not set
 */
export function secretValue(
  text: string,
  where: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const name = REFERENCE.exec(text)?.[1];
  if (name === undefined) return text;
  const value = env[name];
  if (value !== undefined) return value;
  throw badInput(`profile: ${where} takes its value from $${name}, which is not set`, `export ${name}=...`);
}

/** As {@link secretValue}, for every value of a map. */
export function secretValues(
  map: Readonly<Record<string, string>>,
  where: string,
  env?: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(map).map(([name, text]) => [name, secretValue(text, `${where}.${name}`, env)]),
  );
}
