import { badInput } from '../errors.js';

/** What `{name}` stands for in a profile. */
export type TemplateValues = Readonly<Record<string, string | number>>;

const PLACEHOLDER = /\{([a-z_]+(?::[a-z0-9/@_-]+)?)\}/g;

/**
 * Replaces `{name}` and `{name:argument}`. Braces that do not hold a bare lower-case name
 * (a server's own configuration syntax) are left alone; an unknown name is an error.
 */
export function fillTemplate(text: string, values: TemplateValues, where: string): string {
  return text.replace(PLACEHOLDER, (_, name: string) => String(lookUp(name, values, where)));
}

/** As {@link fillTemplate} through lists and maps; a value that is nothing but a placeholder keeps its type. */
export function fillDeep(value: unknown, values: TemplateValues, where: string): unknown {
  if (typeof value === 'string') {
    const whole = /^\{([a-z_]+(?::[a-z0-9/@_-]+)?)\}$/.exec(value);
    return whole ? lookUp(whole[1] ?? '', values, where) : fillTemplate(value, values, where);
  }
  if (Array.isArray(value)) return value.map((item, i) => fillDeep(item, values, `${where}[${i}]`));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, fillDeep(item, values, `${where}.${key}`)]),
    );
  }
  return value;
}

function lookUp(name: string, values: TemplateValues, where: string): string | number {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) {
    throw badInput(
      `profile, ${where}: {${name}} stands for nothing here`,
      `known: ${Object.keys(values)
        .map((key) => `{${key}}`)
        .join(' ')}`,
    );
  }
  return value;
}
