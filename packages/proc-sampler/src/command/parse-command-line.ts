import { parseArgs } from 'node:util';
import { ProcError } from '../errors.js';
import { OPTION_TABLE } from './option-table.js';

export type OutputFormat = 'ndjson' | 'csv' | 'openmetrics' | 'table';

/** The command line, checked. */
export interface CommandLine {
  pid: number | null;
  name: string | null;
  container: string | null;
  ssh: SshAddress | null;
  tree: boolean;
  intervalS: number;
  memoryIntervalS: number | undefined;
  durationS: number | undefined;
  untilExit: boolean;
  format: OutputFormat | null;
  out: string | null;
  summary: string | null;
  listen: { host: string; port: number } | null;
  via: 'auto' | 'proc' | 'exec';
  docker: string;
  sshConfig: string | null;
  nice: number | null;
  quiet: boolean;
  help: boolean;
  version: boolean;
}

export interface SshAddress {
  destination: string;
  port: number | null;
}

/** Throws `MEDKIT_PROC_OPTION` naming the option, what was given, and what is expected. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const values = parseWords(argv);
  const text = (name: string): string | null => (values[name] as string | undefined) ?? null;
  const flag = (name: string): boolean => values[name] === true;
  const times = (name: string): number | undefined => {
    const given = text(name);
    return given === null ? undefined : parseSeconds(name, given);
  };
  const line: CommandLine = {
    pid: parsePid(text('pid')),
    name: text('name'),
    container: text('container'),
    ssh: parseSshAddress(text('ssh')),
    tree: flag('tree'),
    intervalS: times('interval') ?? 1,
    memoryIntervalS: times('memory-interval'),
    durationS: times('duration'),
    untilExit: flag('until-exit'),
    format: parseFormat(text('format')),
    out: text('out'),
    summary: text('summary'),
    listen: parseListen(text('listen')),
    via: parseVia(text('via')),
    docker: text('docker') ?? 'docker',
    sshConfig: text('ssh-config'),
    nice: parseNice(text('nice')),
    quiet: flag('quiet'),
    help: flag('help'),
    version: flag('version'),
  };
  if (!line.help && !line.version) checkTogether(line);
  return line;
}

function parseWords(argv: readonly string[]): Record<string, string | boolean | undefined> {
  const options = Object.fromEntries(
    OPTION_TABLE.map(({ name, value }) => [
      name,
      { type: value === undefined ? 'boolean' : 'string' } as const,
    ]),
  );
  try {
    return parseArgs({ args: [...argv], options, strict: true, allowPositionals: false }).values as Record<
      string,
      string | boolean | undefined
    >;
  } catch (error) {
    throw bad(`${(error as Error).message.split('\n')[0]}. See proc-sampler --help`);
  }
}

function checkTogether(line: CommandLine): void {
  const { pid, name, container, ssh } = line;
  if (pid === null && name === null && container === null) {
    throw bad('nothing to watch: give --pid N, --name COMM or --container NAME. See proc-sampler --help');
  }
  if (pid !== null && name !== null) throw bad('--pid and --name both given: one of them says which process');
  if (container !== null && ssh !== null) {
    throw bad(
      '--container with --ssh is not supported: run proc-sampler on that host, or set DOCKER_HOST=ssh://...',
    );
  }
  if (ssh !== null && line.tree)
    throw bad('--tree cannot be followed over --ssh: run proc-sampler on that host');
  if (line.untilExit && line.durationS !== undefined)
    throw bad('--until-exit and --duration exclude each other');
}

function parsePid(text: string | null): number | null {
  if (text === null) return null;
  const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  if (pid > 0) return pid;
  throw bad(`--pid expects a positive whole number, got ${JSON.stringify(text)}`);
}

const SECONDS_PER: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** `1`, `0.1`, `500ms`, `5m`, `1h` as seconds. */
export function parseSeconds(name: string, text: string): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(ms|s|m|h)?$/.exec(text);
  const seconds = match === null ? 0 : Number(match[1]) * (SECONDS_PER[match[2] ?? 's'] as number);
  if (seconds > 0 && Number.isFinite(seconds)) return seconds;
  throw bad(`--${name} expects a time above zero such as 1, 0.1, 500ms or 5m, got ${JSON.stringify(text)}`);
}

function parseFormat(text: string | null): OutputFormat | null {
  if (text === null || text === 'ndjson' || text === 'csv' || text === 'openmetrics' || text === 'table')
    return text;
  throw bad(`--format expects ndjson, csv, openmetrics or table, got ${JSON.stringify(text)}`);
}

function parseNice(text: string | null): number | null {
  if (text === null) return null;
  if (/^-?\d{1,2}$/.test(text) && Number(text) >= -20 && Number(text) <= 19) return Number(text);
  throw bad(`--nice expects a whole number from -20 to 19, got ${JSON.stringify(text)}`);
}

function parseVia(text: string | null): CommandLine['via'] {
  if (text === null) return 'auto';
  if (text === 'auto' || text === 'proc' || text === 'exec') return text;
  throw bad(`--via expects auto, proc or exec, got ${JSON.stringify(text)}`);
}

function parseListen(text: string | null): CommandLine['listen'] {
  if (text === null) return null;
  const match = /^(?:(\[[0-9a-fA-F:]+\]|[^:[\]]+):)?(\d{1,5})$/.exec(text);
  const port = Number(match?.[2] ?? -1);
  if (port < 0 || port > 65535) throw bad(`--listen expects PORT or HOST:PORT, got ${JSON.stringify(text)}`);
  return { host: (match?.[1] ?? '127.0.0.1').replace(/^\[|\]$/g, ''), port };
}

/** A destination must not pass for an option of ssh: `-oProxyCommand=...` would run a program. */
function parseSshAddress(text: string | null): SshAddress | null {
  if (text === null) return null;
  const match = /^([^\s:@-][^\s:@]*@)?(\[[0-9a-fA-F:]+\]|[A-Za-z0-9_][A-Za-z0-9._-]*)(?::(\d{1,5}))?$/.exec(
    text,
  );
  if (match === null) throw bad(`--ssh expects USER@HOST or USER@HOST:PORT, got ${JSON.stringify(text)}`);
  const host = (match[2] as string).replace(/^\[|\]$/g, '');
  return { destination: `${match[1] ?? ''}${host}`, port: match[3] === undefined ? null : Number(match[3]) };
}

function bad(message: string): ProcError {
  return new ProcError('MEDKIT_PROC_OPTION', message);
}
