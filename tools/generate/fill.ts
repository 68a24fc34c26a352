import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What a template is filled with. */
export interface Names {
  /** kebab-case */
  name: string;
  description: string;
}

/** `open-files` as `openFiles`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Fills a template's `{{name}}`, `{{camel}}`, `{{description}}` and `{{question}}`; an unknown one is an error. */
export function fill(template: string, { name, description }: Names): string {
  const values: Record<string, string> = {
    name,
    description,
    camel: camelCase(name),
    question: description,
  };
  return template.replace(/\{\{(\w+)\}\}/g, (whole, key: string) => {
    const value = values[key];
    if (value === undefined) throw new Error(`a template asks for ${whole}`);
    return value;
  });
}

/** Every template below a folder, filled: path from the folder to text. */
export function fillFolder(folder: string, names: Names): Map<string, string> {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!entry.endsWith('.template')) continue;
    const to = entry.replace(/\.template$/, '').replaceAll('__name__', names.name);
    files.set(to, fill(readFileSync(path.join(folder, entry), 'utf8'), names));
  }
  return files;
}
