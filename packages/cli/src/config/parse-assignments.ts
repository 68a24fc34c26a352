import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';
import { badInput } from '../errors.js';

/** Loaded at the first value: the option tables, which every `--help` reads, lead here. */
function parse(text: string): unknown {
  const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml;
  return yaml.parse(text);
}

/** `name=value` texts as a map; values are read as YAML scalars or lists, so `5`, `true` and `[a, b]` keep their type. */
export function parseAssignments(texts: readonly (string | number)[], flag: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const text of texts.map(String)) {
    const at = text.indexOf('=');
    const name = text.slice(0, at).trim();
    if (at < 0 || !/^[A-Za-z_][\w./-]*$/.test(name)) {
      throw badInput(
        `${flag}: '${text}' is not name=value`,
        `for example ${flag} server.http_thread_pool_size=12`,
      );
    }
    values[name] = readValue(text.slice(at + 1), flag);
  }
  return values;
}

function readValue(text: string, flag: string): unknown {
  try {
    const value: unknown = parse(text);
    if (typeof value !== 'object' || Array.isArray(value)) return value;
  } catch {
    // Falls through to the one message for every unreadable value.
  }
  throw badInput(`${flag}: '${text}' is neither a plain value nor a list`);
}
