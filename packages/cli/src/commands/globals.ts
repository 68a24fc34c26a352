import path from 'node:path';
import type { FoundConfig } from '../config/load-config.js';
import { loadConfig } from '../config/load-config.js';
import { parseAssignments } from '../config/parse-assignments.js';
import { parseWords } from '../config/parse-values.js';

/** Flags that every command knows. */
export interface GlobalFlags {
  profile?: string;
  var?: string[];
  resultsDir?: string;
  runDir?: string;
  quick?: boolean;
  strict?: boolean;
  resume?: boolean;
  dryRun?: boolean;
  json?: boolean;
  quiet?: boolean;
  config?: string;
  exitZero?: boolean;
  failOn?: string;
  requireCalibration?: boolean;
}

/** The flags with the configuration underneath and the defaults below that. */
export interface Globals {
  profile: string;
  vars: Record<string, unknown>;
  resultsDir: string;
  runDir: string | null;
  quick: boolean;
  strict: boolean;
  resume: boolean;
  dryRun: boolean;
  json: boolean;
  quiet: boolean;
  exitZero: boolean;
  failOn: string[];
  requireCalibration: boolean;
  found: FoundConfig;
}

/** Reads the configuration and lays the flags over it. */
export async function resolveGlobals(
  flags: GlobalFlags,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Globals> {
  const found = await loadConfig(flags.config, env);
  const { config } = found;
  return {
    profile: flags.profile ?? config.profile ?? 'reference',
    vars: { ...config.vars, ...parseAssignments(flags.var ?? [], '--var') },
    resultsDir: path.resolve(flags.resultsDir ?? config.results_dir ?? 'results'),
    runDir: flags.runDir ?? null,
    quick: flags.quick ?? config.quick ?? false,
    strict: flags.strict ?? config.strict ?? false,
    resume: flags.resume ?? false,
    dryRun: flags.dryRun ?? false,
    json: flags.json ?? false,
    quiet: flags.quiet ?? false,
    exitZero: flags.exitZero ?? false,
    failOn: flags.failOn === undefined ? [] : parseWords(flags.failOn, '--fail-on'),
    requireCalibration: flags.requireCalibration ?? false,
    found,
  };
}
