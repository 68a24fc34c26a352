import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { badInput, messageOf } from '../errors.js';
import { nearestName } from '../nearest-name.js';
import { extendProfile } from './extend-profile.js';
import type { Profile } from './schema.js';
import { profileSchema } from './schema.js';

/** A profile is small; anything larger is not one. */
const MAX_BYTES = 1_000_000;

/** Profiles that extend one another end here at the latest. */
const MAX_DEPTH = 5;

/** The folder of shipped profiles: beside the built file, else at the root of the repository. */
export function shippedProfilesDir(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = ['profiles', '../../../../profiles'].map((up) => path.resolve(here, up));
  return candidates.find((dir) => existsSync(path.join(dir, 'reference.yaml'))) ?? candidates[0] ?? here;
}

/** Names of the shipped profiles. */
export function shippedProfileNames(): string[] {
  const dir = shippedProfilesDir();
  return readdirSync(dir, { withFileTypes: true })
    .filter((entry) =>
      entry.isDirectory()
        ? existsSync(path.join(dir, entry.name, 'profile.yaml'))
        : entry.name.endsWith('.yaml'),
    )
    .map((entry) => entry.name.replace(/\.yaml$/, ''))
    .sort();
}

/**
 * Loads a profile by shipped name or by path.
 * @throws BenchError (exit 2) that names the file, line and column, or the key, and what to do.
 */
export function loadProfile(nameOrPath: string): Profile {
  const file = profileFile(nameOrPath);
  return parseProfile(readText(file, nameOrPath), nameOrPath, path.dirname(path.resolve(file)));
}

/** Parses and validates a profile's text. */
export function parseProfile(text: string, source: string, dir: string = process.cwd()): Profile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: true });
  const problem = document.errors[0];
  if (problem) {
    const at = problem.linePos?.[0];
    throw badInput(
      `profile ${source}${at ? `, line ${at.line}, column ${at.col}` : ''}: ${firstLine(problem.message)}`,
      'mend the YAML there',
    );
  }
  const value = withBase(toPlain(document, source), source, dir);
  const parsed = profileSchema.safeParse(value);
  if (parsed.success) return { ...parsed.data, dir };
  throw badInput(
    describeIssue(parsed.error.issues[0], source, (keys) => {
      const node = document.getIn(keys, true) as { range?: [number, number, number] } | undefined;
      return node?.range ? lines.linePos(node.range[0]) : null;
    }),
  );
}

// A profile that extends another one says only what differs; relative paths are the extending file's.
function withBase(value: unknown, source: string, dir: string, depth = 0): unknown {
  if (!isMap(value) || value['extends'] === undefined) return value;
  const { extends: base, ...own } = value;
  if (typeof base !== 'string' || depth > MAX_DEPTH) {
    throw badInput(
      `profile ${source}: extends: ${describeBase(base)}`,
      'name one other profile, or its file',
    );
  }
  const file = profileFile(/[/\\]|\.ya?ml$/.test(base) ? path.resolve(dir, base) : base);
  const document = parseDocument(readText(file, base));
  const below = withBase(toPlain(document, base), base, path.dirname(path.resolve(file)), depth + 1);
  return isMap(below) ? extendProfile(below, own) : own;
}

function describeBase(base: unknown): string {
  return typeof base === 'string' ? `'${base}' leads round in a circle` : 'a name is wanted';
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function profileFile(nameOrPath: string): string {
  const looksLikePath = /[/\\]|\.ya?ml$/.test(nameOrPath);
  if (looksLikePath) return nameOrPath;
  const names = shippedProfileNames();
  if (!names.includes(nameOrPath)) {
    const near = nearestName(nameOrPath, names);
    throw badInput(
      `no profile is called '${nameOrPath}'`,
      near
        ? `did you mean '${near}'? Known: ${names.join(', ')}`
        : `known: ${names.join(', ')}; or give a path to a .yaml file`,
    );
  }
  const flat = path.join(shippedProfilesDir(), `${nameOrPath}.yaml`);
  return existsSync(flat) ? flat : path.join(shippedProfilesDir(), nameOrPath, 'profile.yaml');
}

function readText(file: string, shown: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw badInput(`profile ${shown} cannot be read: ${messageOf(error)}`, 'check the path');
  }
  if (bytes.length > MAX_BYTES) throw badInput(`profile ${shown} is larger than ${MAX_BYTES} bytes`);
  return bytes.toString('utf8');
}

function toPlain(document: ReturnType<typeof parseDocument>, source: string): unknown {
  try {
    // Aliases are bounded, so that a few lines cannot expand into gigabytes.
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw badInput(`profile ${source}: ${messageOf(error)}`);
  }
}

type Locate = (keys: PropertyKey[]) => { line: number; col: number } | null;

function describeIssue(issue: z.core.$ZodIssue | undefined, source: string, locate: Locate): string {
  if (!issue) return `profile ${source} is not valid`;
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
  const at = locate(keys) ?? locate(issue.path);
  const where = `profile ${source}${at ? `, line ${at.line}, column ${at.col}` : ''}`;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const near = issue.path.length === 0 ? nearestName(key, Object.keys(profileSchema.shape)) : null;
    return `${where}: unknown key '${keys.join('.')}'${near ? `, did you mean '${near}'?` : ''}`;
  }
  return `${where}: ${issue.path.join('.') || 'the file'}: ${issue.message}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? text;
}
