import { execFileSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, parse, resolve } from 'node:path';
import { readCli } from './cli-options.js';
import { summaryText } from './cli-summary.js';
import { LoadError, isLoadError } from './errors.js';
import { percentileTable } from './latency-histogram.js';
import type { LoadResult } from './load-result.js';
import { startLoad } from './run-load.js';

const EXIT = { ok: 0, badInput: 2, nothingMeasured: 3, interrupted: 130 } as const;

/** Where the command writes; standard output and standard error outside tests. */
export interface CliOutput {
  out(text: string): void;
  err(text: string): void;
}

/** Runs the command line and returns its exit code; every expected failure is one line of `err`. */
export async function runCli(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  output: CliOutput,
): Promise<number> {
  try {
    const request = readCli(argv, env, packageVersion(), output.out);
    if (request === null) return EXIT.ok;
    if (request.cpus !== null) stayOn(request.cpus);
    if (request.out !== null) checkOutput('--out', request.out);
    if (request.hgrm !== null) checkOutput('--hgrm', request.hgrm);
    const running = startLoad(request.load);
    let interrupted = false;
    const onInterrupt = (): void => {
      interrupted = true;
      running.stop();
    };
    process.on('SIGTERM', running.stop);
    process.on('SIGINT', onInterrupt);
    // Refused and broken connections make Node build errors whose stacks nobody reads.
    const stackLines = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    const result = await running.done.finally(() => (Error.stackTraceLimit = stackLines));
    process.off('SIGTERM', running.stop);
    process.off('SIGINT', onInterrupt);
    writeResult(result, request.out, output);
    if (request.hgrm !== null) writePercentiles(result, request.hgrm);
    if (interrupted) return EXIT.interrupted;
    return result.request_count > 0 && result.success_count === 0 ? EXIT.nothingMeasured : EXIT.ok;
  } catch (error) {
    if (!isLoadError(error)) throw error;
    output.err(`load-generator: ${error.message}\n`);
    return EXIT.badInput;
  }
}

/** Before any load is sent: a result that cannot be kept is not worth the target's time. */
function checkOutput(option: string, file: string): void {
  try {
    if (existsSync(file)) {
      if (statSync(file).isDirectory()) throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
      accessSync(file, constants.W_OK);
    }
    // The result is renamed into place, which is a right on the folder; a pipe or /dev/null is written as it is.
    if (isPlainOrNew(file)) accessSync(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    throw unwritable(`${option} ${file}`, error);
  }
}

function isPlainOrNew(file: string): boolean {
  return !existsSync(file) || statSync(file).isFile();
}

function unwritable(what: string, cause: unknown): LoadError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return new LoadError('MEDKIT_LOAD_OUTPUT', `${what} cannot be written (${code})`, { cause });
}

function writeResult(result: LoadResult, out: string | null, output: CliOutput): void {
  const json = `${JSON.stringify(result, null, 2)}\n`;
  if (out === null) {
    output.out(json);
    return;
  }
  writeWhole(out, json);
  output.out(summaryText(result));
}

/** The two connection modes never share a curve: with `both` each has its file, named after it. */
function writePercentiles(result: LoadResult, file: string): void {
  if (result.by_connection === undefined) {
    if (result.latency_hdr !== null) writeWhole(file, percentileTable(result.latency_hdr));
    return;
  }
  const { dir, name, ext } = parse(resolve(file));
  for (const mode of [result.by_connection.keep_alive, result.by_connection.new]) {
    const each = resolve(dir, `${name}-${mode.connections}${ext}`);
    if (mode.latency_hdr !== null) writeWhole(each, percentileTable(mode.latency_hdr));
  }
}

/** A reader, or a kill in between, never meets half a file; what is no plain file (a pipe, /dev/null) is written as it is. */
function writeWhole(file: string, text: string): void {
  const part = isPlainOrNew(file) ? `${file}.${process.pid}.part` : null;
  try {
    writeFileSync(part ?? file, text);
    if (part !== null) renameSync(part, file);
  } catch (error) {
    if (part !== null) rmSync(part, { force: true });
    throw unwritable(file, error);
  }
}

/** Binds this process, its threads included, so that it does not compete with the target. */
function stayOn(cpus: string): void {
  try {
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cpus, String(process.pid)], {
      stdio: 'pipe',
    });
  } catch (error) {
    throw new LoadError(
      'MEDKIT_LOAD_BAD_OPTION',
      `--cpus ${cpus} cannot be applied with taskset; give processors of this machine, e.g. 0 or 2-3`,
      {
        cause: error,
      },
    );
  }
}

/** Put in when the command is made one file, which has no package beside it. */
declare const MEDKIT_VERSION: string | undefined;

function packageVersion(): string {
  if (typeof MEDKIT_VERSION === 'string') return MEDKIT_VERSION;
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
