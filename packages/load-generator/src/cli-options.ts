import { readFileSync } from 'node:fs';
import { Command, CommanderError, Option } from 'commander';
import { LoadError } from './errors.js';
import type { ConnectionMode, LoadLevel, LoadOptions, LoopMode } from './load-options.js';

/** What the command line asks for: the load, where its result goes, and processors to stay on. */
export interface CliRequest {
  readonly load: LoadOptions;
  /** A file, or null for standard output. */
  readonly out: string | null;
  readonly cpus: string | null;
  /** A file for the percentile table, or null. */
  readonly hgrm: string | null;
}

interface RawOptions {
  baseUrl: string;
  level?: LoadLevel;
  rate?: number;
  workers?: number;
  duration: number;
  warmup?: number;
  paths?: string[];
  dataEndpoints?: number;
  connections?: ConnectionMode;
  loop?: LoopMode;
  timeout?: number;
  maxInFlight?: number;
  maxBodyBytes?: number;
  header: string[];
  headerEnv: string[];
  authTokenEnv?: string;
  ca?: string;
  servername?: string;
  insecure?: boolean;
  sse?: number;
  ssePath?: string;
  cpus?: string;
  out?: string;
  hgrm?: string;
}

const EXAMPLES = `
Examples:
  load-generator --base-url http://127.0.0.1:8080/api/v1 --level light --duration 60 --out load.json
  load-generator --base-url http://127.0.0.1:8080 --rate 200 --paths /a@3,/b --connections both --duration 30
  load-generator --base-url https://gw/api/v1 --level heavy --auth-token-env GW_TOKEN --ca ca.pem --duration 5m

Result: JSON; p50_ms ... max_ms run from the time a request was due and include failures at the time they took.
Exit codes: 0 load was sent (also after SIGTERM), 2 bad option or no such target, 3 not one request succeeded,
130 interrupted. SIGTERM and SIGINT end the load early and still write the result.`;

/** The command with every option; parsing errors are thrown, nothing exits. */
function command(version: string, print: (text: string) => void): Command {
  return new Command('load-generator')
    .description('HTTP and SSE load on an open-loop schedule, with a latency histogram that hides no stall.')
    .version(version)
    .requiredOption('--base-url <url>', 'address that paths are appended to')
    .addOption(
      new Option(
        '--level <name>',
        'light: 8 clients, 40/s in all; heavy: 32 clients, 320/s and 4 streams',
      ).choices(['light', 'heavy']),
    )
    .option(
      '--rate <per-second>',
      'requests per second in all (0 with --loop closed: as fast as answers come)',
      numeric('rate'),
    )
    .option('--workers <n>', 'clients that share the rate', numeric('workers'))
    .option('--duration <time>', 'length of the load: 60, 60s, 5m', seconds('duration'), 30)
    .option('--warmup <time>', 'load before counting begins', seconds('warmup'))
    .option('--paths <list>', 'comma-separated, each with an optional weight: /apps@3,/components', list)
    .option('--data-endpoints <n>', 'entity data endpoints to look up and add', numeric('data-endpoints'))
    .addOption(
      new Option(
        '--connections <mode>',
        'both runs one after the other, each for the whole duration (default: keep-alive)',
      ).choices(['keep-alive', 'new', 'both']),
    )
    .addOption(
      new Option(
        '--loop <mode>',
        'open: send when due; closed: wait for the answer first (default: open)',
      ).choices(['open', 'closed']),
    )
    .option(
      '--timeout <time>',
      'give a request up this long after sending it (default: 10)',
      seconds('timeout'),
    )
    .option('--max-in-flight <n>', 'requests outstanding at most (default: 1024)', numeric('max-in-flight'))
    .option(
      '--max-body-bytes <n>',
      'longer answers are cut off and count as errors (default: 16 MiB)',
      numeric('max-body-bytes'),
    )
    .option('--header <line>', "'Name: value', repeatable", collect, [])
    .option(
      '--header-env <name=VAR>',
      'header whose value is in an environment variable, repeatable',
      collect,
      [],
    )
    .option('--auth-token-env <VAR>', 'environment variable with a bearer token')
    .option('--ca <file>', 'PEM of the authority to trust')
    .option('--servername <name>', 'name to expect on the certificate')
    .option('--insecure', 'accept any certificate')
    .option('--sse <n>', 'event streams held open beside the requests', numeric('sse'))
    .option('--sse-path <path>', 'default /faults/stream')
    .option('--cpus <list>', 'stay on these processors, e.g. 1 or 2-3 (needs taskset)')
    .option(
      '--out <file>',
      'write the JSON there and a summary to standard output; - for JSON to standard output',
    )
    .option(
      '--hgrm <file>',
      'write the percentile table of HdrHistogram plotters too, in ms; both: one file a mode',
    )
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ writeOut: print, writeErr: () => undefined });
}

/**
 * Reads the command line. Help and version are printed and return null.
 *
 * @throws LoadError MEDKIT_LOAD_BAD_OPTION in one line
 */
export function readCli(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  version: string,
  print: (text: string) => void,
): CliRequest | null {
  const program = command(version, print);
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    throw bad(`${error.message.replace(/^error: /, '')} (load-generator --help lists the options)`);
  }
  const raw = program.opts<RawOptions>();
  return {
    load: loadOptions(raw, env),
    out: raw.out === undefined || raw.out === '-' ? null : raw.out,
    cpus: raw.cpus ?? null,
    hgrm: raw.hgrm ?? null,
  };
}

function loadOptions(raw: RawOptions, env: NodeJS.ProcessEnv): LoadOptions {
  const given = {
    level: raw.level,
    rate: raw.rate,
    workers: raw.workers,
    warmupS: raw.warmup,
    paths: raw.paths,
    dataEndpoints: raw.dataEndpoints,
    connections: raw.connections,
    loop: raw.loop,
    timeoutS: raw.timeout,
    maxInFlight: raw.maxInFlight,
    maxBodyBytes: raw.maxBodyBytes,
    sse: raw.sse,
    ssePath: raw.ssePath,
    authToken:
      raw.authTokenEnv === undefined ? undefined : fromEnv(env, raw.authTokenEnv, '--auth-token-env'),
  };
  const tls = {
    ca: raw.ca === undefined ? undefined : readCa(raw.ca),
    servername: raw.servername,
    insecure: raw.insecure,
  };
  return {
    baseUrl: raw.baseUrl,
    durationS: raw.duration,
    headers: {
      ...Object.fromEntries(raw.header.map(headerLine)),
      ...Object.fromEntries(raw.headerEnv.map((pair) => headerFromEnv(pair, env))),
    },
    ...defined(given),
    tls: defined(tls),
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}

function bad(message: string, cause?: unknown): LoadError {
  return new LoadError('MEDKIT_LOAD_BAD_OPTION', message, { cause });
}

function numeric(option: string): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!Number.isFinite(value)) throw bad(`--${option} must be a number, given ${JSON.stringify(text)}`);
    return value;
  };
}

const UNIT_S: Readonly<Record<string, number>> = { '': 1, ms: 0.001, s: 1, m: 60, h: 3600 };

function seconds(option: string): (text: string) => number {
  return (text) => {
    const match = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)?$/.exec(text.trim());
    if (match === null)
      throw bad(`--${option} must be a time such as 30, 30s or 5m, given ${JSON.stringify(text)}`);
    return Number(match[1]) * UNIT_S[match[2] ?? '']!;
  };
}

function list(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function collect(item: string, items: string[]): string[] {
  return [...items, item];
}

function headerLine(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon < 1)
    throw bad(`--header must look like 'Name: value', given ${JSON.stringify(line.slice(0, 40))}`);
  return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
}

function headerFromEnv(pair: string, env: NodeJS.ProcessEnv): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 1) throw bad(`--header-env must look like Name=VARIABLE, given ${JSON.stringify(pair)}`);
  return [pair.slice(0, equals), fromEnv(env, pair.slice(equals + 1), '--header-env')];
}

function fromEnv(env: NodeJS.ProcessEnv, name: string, option: string): string {
  const value = env[name];
  if (value === undefined || value === '') {
    throw bad(`${option} names the environment variable ${JSON.stringify(name)}, which is not set`);
  }
  return value;
}

function readCa(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw bad(
      `--ca ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
      error,
    );
  }
}
